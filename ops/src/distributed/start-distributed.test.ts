import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { silentLog } from '@lastmile/telemetry/log';
import { isAlive } from '../kafka/leftover-process.ts';
import { type DistributedOptions, type RunningDistributed, startDistributed } from './start-distributed.ts';

jest.setTimeout(60_000);
const composeFile = fileURLToPath(new URL('testing/fixture-compose.yml', import.meta.url));
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function start(
  options: Partial<DistributedOptions> = {},
): Promise<RunningDistributed & { dataDir: string }> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'lastmile-distributed-')));
  undo.push(() => rm(dataDir, { recursive: true, force: true }));
  const variables = { NOTE_FILE: join(dataDir, 'note'), ...options.variables };
  const running = await startDistributed({
    ...{ composeFile, log: silentLog, port: 0, ...options },
    ...{ dataDir, variables },
  });
  undo.push(() => running.stop());
  return { ...running, dataDir };
}

interface Told {
  name: string;
  host: string;
  pid: number;
  prepared: boolean;
  neighbour: Told | null;
  environment: Record<string, string>;
}

const ask = async (url: string) =>
  (await (await fetch(url, { headers: { connection: 'close' } })).json()) as Told;

describe('a run of a compose file without containers', () => {
  it('starts what the file builds, in order, each on an address of its own, and passes settings on', async () => {
    const running = await start();
    const told = await ask(running.url);
    expect(told).toMatchObject({ name: 'gateway', prepared: true, neighbour: { name: 'auth' } });
    expect(told.host).toMatch(/^127\.0\.\d+\.\d+$/);
    expect(told.neighbour?.host).not.toBe(told.host);
    expect(told.environment.ISSUER).toBe('http://localhost:4000/auth');
    expect(running.notStarted).toEqual(['jaeger']);
    expect(told.environment).not.toHaveProperty('TRACES');
    expect(told.environment).not.toHaveProperty('NODE_ENV');
  });

  it('goes round the replicas of each, through the proxy and by the name of the service', async () => {
    const running = await start({ replicas: 2 });
    const told = await Promise.all(Array.from({ length: 12 }, () => ask(running.url)));
    expect(new Set(told.map(({ pid }) => pid)).size).toBe(2);
    expect(new Set(told.map(({ neighbour }) => neighbour?.pid)).size).toBe(2);
    expect(new Set(running.processes.map(({ address }) => address)).size).toBe(4);
  });

  it('starts a killed process again, and asks another replica meanwhile', async () => {
    const running = await start({ replicas: 2 });
    const [gateway] = running.processes.filter(({ service }) => service === 'gateway');
    const before = gateway?.pid ?? 0;
    gateway?.kill('SIGKILL');
    for (let turn = 0; turn < 4; turn += 1) expect((await ask(running.url)).name).toBe('gateway');
    await gateway?.healthy();
    expect(gateway?.pid).not.toBe(before);
    expect((await ask(`http://${gateway?.address}:4000`)).pid).toBe(gateway?.pid);
  });

  it('lets WebSockets through the proxy', async () => {
    const running = await start({ replicas: 2 });
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    undo.push(async () => socket.destroy());
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n');
    let heard = '';
    socket.on('data', (text) => {
      heard += text;
      if (heard.endsWith('\r\n\r\n')) socket.write('hello');
    });
    await until(() => heard.endsWith('hello'));
  });

  it('does without the proxy when it is not wanted', async () => {
    const running = await start({ proxy: false });
    expect(running.url).toBe(
      `http://${running.processes.find(({ service }) => service === 'gateway')?.address}:4000`,
    );
    expect((await ask(running.url)).name).toBe('gateway');
  });

  it('two runs stand beside each other', async () => {
    const [one, other] = [await start(), await start()];
    expect((await ask(one.url)).pid).not.toBe((await ask(other.url)).pid);
  });

  it('stops every process, after it was asked to end', async () => {
    const running = await start({ replicas: 2 });
    const pids = running.processes.map(({ pid }) => pid);
    await running.stop();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await readFile(join(running.dataDir, 'logs', 'auth-2.log'), 'utf8')).toContain('asked to end');
    await expect(ask(running.url)).rejects.toThrow();
  });

  it('says what a process said that does not start, and stops the others', async () => {
    await expect(start({ variables: { BROKEN_GATEWAY: 'yes' } })).rejects.toThrow(
      /gateway \(replica 1\) does not start[\s\S]*gateway-1\.log[\s\S]*This fixture is broken/,
    );
  });

  it('a start that is called off stops what had been started', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-distributed-'));
    const calling = new AbortController();
    const log = {
      ...silentLog,
      info: (text: string) => /Started auth/.test(text) && calling.abort(new Error('off')),
    };
    await expect(start({ dataDir, signal: calling.signal, log })).rejects.toThrow('off');
    expect(await readFile(join(dataDir, 'logs', 'auth-1.log'), 'utf8')).toContain('asked to end');
    expect(await readdir(join(dataDir, 'run'))).toEqual([]);
  });

  it('refuses a folder that another run uses, and leaves that run alone', async () => {
    const first = await start();
    await expect(start({ dataDir: first.dataDir })).rejects.toThrow(/Process \d+ runs the house on/);
    expect((await ask(first.url)).name).toBe('gateway');
  });

  it('ends what a killed run left behind, and starts anew', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-distributed-'));
    const left = await leaveBehind(dataDir);
    expect(left.filter(isAlive)).toEqual(left);
    const running = await start({ dataDir });
    expect(left.filter(isAlive)).toEqual([]);
    expect((await ask(running.url)).name).toBe('gateway');
  });

  it('as a command says where to ask, and ends in order on Ctrl-C', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-distributed-'));
    undo.push(() => rm(dataDir, { recursive: true, force: true }));
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(
      process.execPath,
      [
        '--conditions=source',
        main,
        '--file',
        composeFile,
        '--data',
        dataDir,
        '--port',
        '0',
        '--replicas',
        '2',
      ],
      { env: { ...process.env, NOTE_FILE: join(dataDir, 'note') } },
    );
    undo.push(async () => child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    await until(() => said.includes('Ctrl-C stops everything'));
    const pids = [...said.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(4);
    expect(said).toMatch(/GraphQL +http:\/\/localhost:\d+\/graphql/);
    expect(said).toMatch(/Not started +jaeger/);
    child.kill('SIGINT');
    await until(() => child.exitCode !== null);
    expect(child.exitCode).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('says that a port is in use', async () => {
    const first = await start();
    await expect(start({ port: Number(new URL(first.url).port) })).rejects.toThrow(/Port \d+ is in use/);
  });
});

/** Another process starts a run and is killed with it up; the numbers of the processes that live on. */
async function leaveBehind(dataDir: string): Promise<number[]> {
  const script = `
    import { startDistributed } from ${JSON.stringify(new URL('start-distributed.ts', import.meta.url).href)};
    import { silentLog } from '@lastmile/telemetry/log';
    const running = await startDistributed({
      composeFile: ${JSON.stringify(composeFile)}, dataDir: ${JSON.stringify(dataDir)}, log: silentLog, proxy: false,
      variables: { NOTE_FILE: ${JSON.stringify(join(dataDir, 'note'))} },
    });
    console.log(JSON.stringify(running.processes.map(({ pid }) => pid)));
    process.kill(process.pid, 'SIGKILL');
  `;
  const words = ['--conditions=source', '--input-type=module', '--eval', script];
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd, encoding: 'utf8', timeout: 30_000 });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as number[];
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('It does not come true.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
