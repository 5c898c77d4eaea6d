import { durationMs } from './duration.ts';

export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface HealthCheck {
  readonly command: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Failures within this time after the start do not count. */
  readonly startPeriodMs: number;
  readonly startIntervalMs: number;
}

/** A service as far as a process of ours is concerned. */
export interface Service {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly dependsOn: ReadonlyMap<string, Condition>;
  readonly replicas: number;
  readonly restart: 'no' | 'always' | 'on-failure' | 'unless-stopped';
  readonly healthCheck: HealthCheck | undefined;
  readonly stopGraceMs: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** What is about the container and means nothing to a process beside it: the checkout is what the image holds. */
const containerKeys = ['image', 'build', 'init', 'read_only', 'tmpfs', 'cap_drop', 'security_opt'];
const serviceKeys = [
  ...['command', 'environment', 'depends_on', 'deploy', 'restart', 'healthcheck', 'stop_grace_period'],
  ...containerKeys,
];
const conditions = ['service_started', 'service_healthy', 'service_completed_successfully'];
const restarts = ['no', 'always', 'on-failure', 'unless-stopped'];

/** Reads a service of ours. Throws, naming the key, on anything that a process beside a container cannot have. */
export function readService(name: string, given: unknown): Service {
  const place = `services.${name}`;
  const service = fields(given, place, serviceKeys);
  const deploy = fields(service.deploy ?? {}, `${place}.deploy`, ['replicas']);
  return {
    name,
    command: words(service.command, `${place}.command`),
    environment: readEnvironment(service.environment ?? {}, `${place}.environment`),
    dependsOn: readDependencies(service.depends_on ?? {}, `${place}.depends_on`),
    replicas: count(deploy.replicas ?? 1, `${place}.deploy.replicas`),
    restart: oneOf(service.restart ?? 'no', restarts, `${place}.restart`) as Service['restart'],
    healthCheck: service.healthcheck
      ? readHealthCheck(service.healthcheck, `${place}.healthcheck`)
      : undefined,
    stopGraceMs: durationMs(service.stop_grace_period ?? '10s', `${place}.stop_grace_period`),
  };
}

/** The dependencies of any service: a list of names, or a map with conditions. */
export function readDependencies(given: unknown, place: string): ReadonlyMap<string, Condition> {
  if (Array.isArray(given)) return new Map(given.map((name) => [String(name), 'service_started']));
  return new Map(
    Object.entries(fields(given, place)).map(([name, dependency]) => {
      const { condition } = fields(dependency, `${place}.${name}`, ['condition']);
      const read = oneOf(condition ?? 'service_started', conditions, `${place}.${name}.condition`);
      return [name, read as Condition];
    }),
  );
}

/** `NAME: value` or `- NAME=value`. A name without a value (taken from the shell) is refused: say it with ${NAME}. */
export function readEnvironment(given: unknown, place: string): Record<string, string> {
  const pairs = Array.isArray(given)
    ? given.map((line): [string, unknown] => {
        const [name, ...value] = String(line).split('=');
        return [name ?? '', value.length > 0 ? value.join('=') : null];
      })
    : Object.entries(fields(given, place));
  return Object.fromEntries(
    pairs.map(([name, value]) => {
      if (value === null || typeof value === 'object') {
        throw new Error(`${place}.${name}: give a value; to take the shell's, write \${${name}}.`);
      }
      return [name, String(value)];
    }),
  );
}

const healthKeys = ['test', 'interval', 'timeout', 'retries', 'start_period', 'start_interval'];

function readHealthCheck(given: unknown, place: string): HealthCheck {
  const check = fields(given, place, healthKeys);
  const [kind, ...command] = words(check.test, `${place}.test`);
  if (kind !== 'CMD' || command.length === 0) {
    throw new Error(`${place}.test: write it as ["CMD", program, …]; ${kind} is not known here.`);
  }
  const intervalMs = durationMs(check.interval ?? '30s', `${place}.interval`);
  return {
    command,
    intervalMs,
    timeoutMs: durationMs(check.timeout ?? '30s', `${place}.timeout`),
    retries: count(check.retries ?? 3, `${place}.retries`),
    startPeriodMs: durationMs(check.start_period ?? '0s', `${place}.start_period`),
    startIntervalMs: durationMs(check.start_interval ?? '5s', `${place}.start_interval`),
  };
}

function fields(value: unknown, place: string, known?: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${place}: a map is wanted here.`);
  }
  const strange = known && Object.keys(value).find((key) => !known.includes(key) && !key.startsWith('x-'));
  if (strange === undefined) return value as Fields;
  throw new Error(
    `${place}.${strange}: this is not known to the run without containers. Known here: ${known?.join(', ')}.`,
  );
}

function words(value: unknown, place: string): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return value.map(String);
  throw new Error(`${place}: write it as a list of words, ["node", "…"].`);
}

function count(value: unknown, place: string): number {
  const read = Number(value);
  if (Number.isInteger(read) && read > 0) return read;
  throw new Error(`${place}: a whole number from 1 is wanted, not ${JSON.stringify(value)}.`);
}

function oneOf(value: unknown, allowed: readonly string[], place: string): string {
  if (allowed.includes(value as string)) return value as string;
  throw new Error(
    `${place}: ${JSON.stringify(value)} is not known here; write one of ${allowed.join(', ')}.`,
  );
}
