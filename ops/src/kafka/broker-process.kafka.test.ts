import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { freePorts } from './choose-ports.ts';
import { isAlive } from './leftover-process.ts';
import { startKafka } from './start-kafka.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** `npm run kafka` as a process of its own; resolves when it says that it is ready. */
async function startCommand(dataDir: string) {
  const [{ port } = { port: 0 }] = await freePorts(1);
  const child = spawn(
    process.execPath,
    ['--conditions=source', MAIN, '--data', dataDir, '--port', String(port)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const chunk of child.stdout) if (String(chunk).includes('Kafka is ready:')) break;
  return { child, broker: Number(await readFile(join(dataDir, 'broker-1.pid'), 'utf8')) };
}

async function untilGone(pid: number): Promise<void> {
  const until = performance.now() + 15_000;
  while (isAlive(pid) && performance.now() < until) await sleep(50);
}

it('ends its broker when it is killed with -9, and starts again on the same data', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-command-'));
  const { child, broker } = await startCommand(dataDir);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await untilGone(broker);
  expect(isAlive(broker)).toBe(false);
  const kafka = await startKafka({ brokers: 1, dataDir });
  await kafka.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 120_000);

it('ends a broker that outlived its owner, recognised by its pid file', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-orphan-'));
  const { child, broker } = await startCommand(dataDir);
  // A frozen broker cannot follow its guard's first signal, as one on a machine that swaps.
  process.kill(broker, 'SIGSTOP');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(broker)).toBe(true);
  const kafka = await startKafka({ brokers: 1, dataDir });
  expect(isAlive(broker)).toBe(false);
  await kafka.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 120_000);

it('stops its broker on the first Ctrl-C', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-command-'));
  const { child, broker } = await startCommand(dataDir);
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect({ code, alive: isAlive(broker) }).toEqual({ code: 0, alive: false });
  await rm(dataDir, { recursive: true, force: true });
}, 120_000);
