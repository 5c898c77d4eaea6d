import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { domains } from '@lastmile/standalone/domains';
import { silentLog } from '@lastmile/telemetry/log';
import { type RunningDistributed, startDistributed } from './start-distributed.ts';
import { writeSecrets } from './write-secrets.ts';

/** Twelve processes start on what may be two cores. */
const startMs = 240_000;
const services = [...domains.map(({ name }) => name), 'gateway'];

interface Answer {
  readonly data?: Record<string, never>;
  readonly errors?: readonly { readonly message: string }[];
}

let running: RunningDistributed;
let dataDir: string;
let secrets: Record<string, string | undefined>;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lastmile-house-'));
  const envFile = join(dataDir, '.env');
  await writeSecrets(envFile);
  secrets = parseEnv(await readFile(envFile, 'utf8'));
  running = await startDistributed({
    ...{ dataDir, envFile, log: silentLog, replicas: 2, port: 0, kafka: process.env.LASTMILE_TEST_KAFKA },
  });
}, startMs);

afterAll(async () => {
  await running?.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

async function ask(query: string, variables: object = {}, token?: string): Promise<Answer> {
  const answer = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // A connection each, so that each request may meet another gateway.
      connection: 'close',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()) as Answer;
}

async function signIn(): Promise<string> {
  const input = { email: secrets.AUTH_ADMIN_EMAIL, password: secrets.AUTH_ADMIN_PASSWORD };
  const answer = await ask(
    `mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on SignInSuccess { accessToken } } }`,
    { input },
  );
  const result = answer.data?.signIn as { accessToken?: string } | undefined;
  if (result?.accessToken) return result.accessToken;
  throw new Error(`Not signed in: ${JSON.stringify(answer)}`);
}

describe('the whole house, two processes of each', () => {
  it('is ready through the proxy', async () => {
    expect((await fetch(`${running.url}/health/ready`)).status).toBe(200);
    expect(running.processes.map(({ service }) => service).sort()).toEqual([...services, ...services].sort());
    expect(new Set(running.processes.map(({ address }) => address)).size).toBe(12);
    // A machine without a Redis does without.
    const absent = running.notStarted.filter((name) => name !== 'redis');
    expect(absent).toEqual(['prometheus', 'grafana', 'jaeger']);
  });

  it('signs its first admin in, whichever gateway and whichever auth is met', async () => {
    const token = await signIn();
    for (let turn = 0; turn < 6; turn += 1) {
      const answer = await ask('{ permissions { name } }', {}, token);
      expect(answer.errors).toBeUndefined();
      expect(answer.data?.permissions).not.toHaveLength(0);
    }
  });

  it('answers while one process of each is killed and started again', async () => {
    const token = await signIn();
    const first = running.processes.filter(({ replica }) => replica === 1);
    const before = first.map(({ pid }) => pid);
    for (const one of first) one.kill('SIGKILL');
    // What was under way on a killed process may fail; within seconds the other ones answer.
    await until(async () => (await ask('{ permissions { name } }', {}, token)).errors === undefined);
    await Promise.all(first.map((one) => one.healthy()));
    expect(first.filter(({ pid }) => before.includes(pid))).toEqual([]);
    expect((await fetch(`${running.url}/health/ready`)).status).toBe(200);
  }, 120_000);
});

/** Asks again until it holds, at most 10 s; a request that fails does not hold. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end) throw new Error('It does not come true.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
