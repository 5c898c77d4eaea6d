// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's variables look like that.
import { describe, expect, it } from '@jest/globals';
import { durationMs } from './duration.ts';
import { interpolate } from './interpolate.ts';
import { oneShots, readCompose } from './read-compose.ts';
import { namesIn, rewriteOwnAddress, rewriteSettings } from './rewrite-names.ts';
import { startOrder } from './start-order.ts';

const file = (lines: string, more = '') =>
  `services:\n  billing:\n    image: house\n    build: .\n    command: ["node", "billing.js"]\n${lines}\n${more}`;

describe('a compose file', () => {
  it('is read as Compose would: anchors merged, variables filled in, durations in milliseconds', () => {
    const text = `
x-process: &process { image: "\${IMAGE:-house}", restart: unless-stopped, stop_grace_period: 1m30s }
x-health: &health { test: ["CMD", "node", "check.js"], interval: 500ms, retries: 2 }
services:
  migrate: { image: house, build: ., command: ["node", "migrate.js"] }
  billing:
    <<: *process
    command: ["node", "billing.js"]
    environment: { PORT: 4001, ON: true, URL: "postgresql://\${USER_NAME}@postgres:5432/billing", PRICE: "5$$" }
    deploy: { replicas: 3 }
    healthcheck: { <<: *health, timeout: 2s }
    depends_on: { migrate: { condition: service_completed_successfully }, postgres: { condition: service_healthy } }
  postgres: { image: "postgres:18", ports: ["5432:5432"], shm_size: 1g, environment: ["POSTGRES_USER=a=b"] }
`;
    const read = readCompose(text, { USER_NAME: 'me' });
    expect(read.ours.get('billing')).toEqual({
      ...{ name: 'billing', command: ['node', 'billing.js'], replicas: 3, restart: 'unless-stopped' },
      environment: { PORT: '4001', ON: 'true', URL: 'postgresql://me@postgres:5432/billing', PRICE: '5$' },
      dependsOn: new Map([
        ['migrate', 'service_completed_successfully'],
        ['postgres', 'service_healthy'],
      ]),
      healthCheck: {
        ...{ command: ['node', 'check.js'], intervalMs: 500, timeoutMs: 2_000, retries: 2 },
        ...{ startPeriodMs: 0, startIntervalMs: 5_000 },
      },
      stopGraceMs: 90_000,
    });
    expect(read.foreign.get('postgres')).toMatchObject({ environment: { POSTGRES_USER: 'a=b' } });
    expect(oneShots(read)).toEqual(new Set(['migrate']));
  });

  it.each([
    ['services.billing.network_mode', '    network_mode: host'],
    ['services.billing.env_file', '    env_file: .env'],
    ['services.billing.volumes', '    volumes: [".:/data"]'],
    ['services.billing.deploy.resources', '    deploy: { resources: { limits: { cpus: "1" } } }'],
    ['services.billing.healthcheck.disable', '    healthcheck: { disable: true }'],
    ['services.billing.healthcheck.test', '    healthcheck: { test: "curl localhost" }'],
    ['services.billing.healthcheck.test', '    healthcheck: { test: ["CMD-SHELL", "curl localhost"] }'],
    ['services.billing.healthcheck.interval', '    healthcheck: { test: ["CMD", "true"], interval: 5 }'],
    ['services.billing.depends_on.other.required', '    depends_on: { other: { required: false } }'],
    [
      'services.billing.depends_on.other.condition',
      '    depends_on: { other: { condition: service_ready } }',
    ],
    ['services.billing.restart', '    restart: on-failure:3'],
    ['services.billing.deploy.replicas', '    deploy: { replicas: 0 }'],
    ['services.billing.stop_grace_period', '    stop_grace_period: soon'],
    ['services.billing.environment.HOME', '    environment: ["HOME"]'],
    ['networks', '', 'networks: { inner: {} }'],
  ])('with something unknown at %s is refused by that name', (place, lines, more = '') => {
    expect(() => readCompose(file(lines, more), {})).toThrow(place);
  });

  it('with a command that is one text is refused', () => {
    expect(() => readCompose(file('').replace('["node", "billing.js"]', 'node billing.js'), {})).toThrow(
      /services.billing.command: write it as a list/,
    );
  });

  it.each([
    [
      'a service that is not there',
      '    depends_on: [postgres]',
      /depends_on.postgres: the file has no such service/,
    ],
    [
      'the health of what has no check',
      '    depends_on: { other: { condition: service_healthy } }\n  other: { image: house, command: ["x"] }',
      /never be healthy/,
    ],
  ])('that depends on %s is refused', (_, lines, why) => {
    expect(() => readCompose(file(lines), {})).toThrow(why);
  });
});

describe('variables', () => {
  it.each([
    ['${A}-$A-$$A', 'a-a-$A'],
    ['${NONE}', ''],
    ['${NONE:-x y:z}', 'x y:z'],
    ['${EMPTY:-x}', 'x'],
    ['${EMPTY-x}', ''],
    ['${A:+there}', 'there'],
    ['${EMPTY:+there}', ''],
    ['${A:?why}', 'a'],
    ['postgresql://u:${A}@h:1/d', 'postgresql://u:a@h:1/d'],
  ])('%s is filled in', (text, expected) => {
    expect(interpolate(text, { A: 'a', EMPTY: '' }, 'here')).toBe(expected);
  });

  it('that are needed and absent say where, which and what to do', () => {
    expect(() => readCompose(file('    environment: { KEY: "${KEY:?make one}" }'), { KEY: '' })).toThrow(
      'services.billing.environment.KEY: the variable KEY is not set: make one',
    );
  });

  it.each(['${A', '$', '${A:-${B}}', '${A!}', '5$ a'])('%s is refused', (text) => {
    expect(() => interpolate(text, {}, 'here')).toThrow(/here: .*\$/);
  });
});

describe('durations', () => {
  it.each([
    ['10s', 10_000],
    ['1h2m3s', 3_723_000],
    ['1.5s', 1_500],
  ])('%s', (text, expected) => expect(durationMs(text, 'here')).toBe(expected));
  it.each(['10', '', 's', '10s!', '10 s', 10, null])('%j is refused', (value) => {
    expect(() => durationMs(value, 'here')).toThrow(/here/);
  });
});

describe('the order of starting', () => {
  const service = (name: string, ...needed: string[]) => ({
    name,
    dependsOn: new Map(needed.map((one) => [one, 'service_started'])),
  });

  it('puts each after those it depends on', () => {
    const ordered = startOrder([
      service('gateway', 'billing', 'auth'),
      service('auth', 'db'),
      service('billing', 'db'),
      service('db'),
    ]);
    expect(ordered.map(({ name }) => name)).toEqual(['db', 'billing', 'auth', 'gateway']);
  });

  it('names a circle', () => {
    expect(() => startOrder([service('a', 'b'), service('b', 'c'), service('c', 'b')])).toThrow('b → c → b');
    expect(() => startOrder([service('a', 'a')])).toThrow('a → a');
  });
});

describe('names of services in settings', () => {
  const lookup = (name: string, port: number) =>
    ({ auth: `127.0.1.9:${port}`, kafka: '127.0.0.1:19001,127.0.0.1:19002', jaeger: 'absent' })[name];

  it.each([
    ['http://auth:4001/graphql', 'http://127.0.1.9:4001/graphql'],
    ['a=http://auth:4001,b=http://auth:4002', 'a=http://127.0.1.9:4001,b=http://127.0.1.9:4002'],
    ['kafka:9092', '127.0.0.1:19001,127.0.0.1:19002'],
    ['postgresql://auth:4001@auth:5432/auth', 'postgresql://auth:4001@127.0.1.9:5432/auth'],
    ['http://localhost:4000/auth', 'http://localhost:4000/auth'],
    ['https://auth.example:4001', 'https://auth.example:4001'],
    ['authority:4001', 'authority:4001'],
    ['0.0.0.0', '127.0.1.5'],
    ['10.0.0.0', '10.0.0.0'],
  ])('%s becomes %s', (value, expected) => {
    expect(rewriteSettings({ A: value }, lookup, '127.0.1.5')).toEqual({ A: expected });
  });

  it('a setting that names what is not started is left out', () => {
    expect(rewriteSettings({ TRACES: 'http://jaeger:4318', B: 'b' }, lookup, '127.0.1.5')).toEqual({
      B: 'b',
    });
  });

  it('are those with a port', () =>
    expect(namesIn('auth http://billing:1,x=y:2')).toEqual([
      { name: 'billing', port: 1 },
      { name: 'y', port: 2 },
    ]));

  it('a health check asks its own replica', () => {
    expect(
      rewriteOwnAddress(['node', "get('http://127.0.0.1:1/a','http://localhost:2')"], '127.0.1.5'),
    ).toEqual(['node', "get('http://127.0.1.5:1/a','http://127.0.1.5:2')"]);
  });
});
