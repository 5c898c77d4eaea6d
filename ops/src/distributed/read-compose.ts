import { parse } from 'yaml';
import { interpolateAll, type Variables } from './interpolate.ts';
import {
  type Condition,
  readDependencies,
  readEnvironment,
  readService,
  type Service,
} from './read-service.ts';

/** A service that the file does not build: a server of somebody else's. */
export interface ForeignService {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly dependsOn: ReadonlyMap<string, Condition>;
  /** `published:target` as the file says it. */
  readonly ports: readonly string[];
}

export interface ComposeFile {
  /** What the file builds, in the file's order. */
  readonly ours: ReadonlyMap<string, Service>;
  readonly foreign: ReadonlyMap<string, ForeignService>;
}

type Fields = Readonly<Record<string, unknown>>;

const topKeys = ['name', 'services', 'volumes'];

/**
 * Reads a compose file: variables filled in, our own services (those whose image it builds) in full, of the others what
 * the run without containers needs. Throws, naming the place, on what it does not know in a service of ours.
 */
export function readCompose(text: string, variables: Variables): ComposeFile {
  const document = interpolateAll(parse(text, { merge: true }) ?? {}, variables) as Fields;
  const strange = Object.keys(document).find((key) => !topKeys.includes(key) && !key.startsWith('x-'));
  if (strange) throw new Error(`${strange}: this is not known to the run without containers.`);
  const services = Object.entries((document.services ?? {}) as Record<string, Fields | null>);
  if (services.length === 0) throw new Error('services: the file names none.');
  const built = new Set(services.flatMap(([, service]) => (service?.build ? [service.image] : [])));
  const isOurs = (service: Fields | null) =>
    Boolean(service?.build) || (!!service?.image && built.has(service.image));
  const file = {
    ours: new Map(
      services.flatMap(([name, given]) => (isOurs(given) ? [[name, readService(name, given)] as const] : [])),
    ),
    foreign: new Map(
      services.flatMap(([name, given]) =>
        isOurs(given) ? [] : [[name, readForeign(name, given ?? {})] as const],
      ),
    ),
  };
  expectKnownDependencies(file);
  return file;
}

/** The port of this machine that a service's first entry in `ports` names. Throws when there is none. */
export function publishedPort({ name, ports }: ForeignService): number {
  const [, port] = /(?:^|:)(\d+):\d+$/.exec(ports[0] ?? '') ?? [];
  if (port) return Number(port);
  throw new Error(`services.${name}.ports: write it as "4000:8080".`);
}

function readForeign(name: string, given: Fields): ForeignService {
  return {
    name,
    environment: readEnvironment(given.environment ?? {}, `services.${name}.environment`),
    dependsOn: readDependencies(given.depends_on ?? {}, `services.${name}.depends_on`),
    ports: Array.isArray(given.ports) ? given.ports.map(String) : [],
  };
}

function expectKnownDependencies({ ours, foreign }: ComposeFile): void {
  for (const { name, dependsOn } of [...ours.values(), ...foreign.values()]) {
    for (const [needed, condition] of dependsOn) {
      const place = `services.${name}.depends_on.${needed}`;
      const service = ours.get(needed);
      if (!service && !foreign.has(needed)) throw new Error(`${place}: the file has no such service.`);
      if (condition === 'service_healthy' && service && !service.healthCheck) {
        throw new Error(`${place}: ${needed} has no health check, so it can never be healthy.`);
      }
    }
  }
}

/** The services that others wait for to end: they run once and have one replica. */
export function oneShots({ ours, foreign }: ComposeFile): ReadonlySet<string> {
  const all = [...ours.values(), ...foreign.values()];
  return new Set(
    all.flatMap(({ dependsOn }) =>
      [...dependsOn].flatMap(([name, condition]) =>
        condition === 'service_completed_successfully' ? [name] : [],
      ),
    ),
  );
}
