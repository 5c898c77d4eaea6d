import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { elsewhereOf } from './embedded/placement.ts';
import { isRunning } from './embedded/process-identity.ts';
import { canEnter, unprivilegedAccount } from './embedded/unprivileged-user.ts';
import { type Embedded, type EmbeddedOptions, removeEmbedded, startEmbedded } from './embedded.ts';

const HOLD = fileURLToPath(new URL('../testing/hold-server.js', import.meta.url));
const isRoot = process.getuid?.() === 0;

// Making a data directory flushes it to the disk, which a busy machine takes seconds for.
jest.setTimeout(60_000);

let dataDir: string;
let log: string[];
const servers: Embedded[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(realpathSync(tmpdir()), 'lastmile-embedded-'));
  log = [];
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  for (const server of servers.splice(0)) await server.stop();
  await removeEmbedded(dataDir);
});

async function start(more: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
  const server = await startEmbedded({ dataDir, log: (message) => log.push(message), ...more });
  servers.push(server);
  return server;
}

interface Held {
  pid: number;
  port: number;
  url: string;
  adopted: boolean;
  code?: string;
  message?: string;
}

/** The same in a process of its own, which can be killed. */
async function hold(account?: { uid: number; gid: number }): Promise<{ child: ChildProcess; held: Held }> {
  const child = spawn(process.execPath, [HOLD, dataDir], {
    ...account,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return { child, held: JSON.parse(text) as Held };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows ?? [];
  } finally {
    await client.end().catch(() => {});
  }
}

async function eventually<T>(work: () => Promise<T>, ms = 15_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

const WRITE = 'create table kept (n int); insert into kept values (42)';
const READ = 'select n from kept';

describe('an embedded server', () => {
  it('is PostgreSQL 18, durable, answers with its password alone, and survives a restart with its data', async () => {
    const first = await start();
    await ask(first.url('postgres'), WRITE);
    const settings = `select current_setting('server_version_num')::int / 10000 as major,
      current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses`;
    expect(await ask(first.url('postgres'), settings)).toEqual([
      { major: 18, fsync: 'on', addresses: '127.0.0.1' },
    ]);
    const wrong = new URL(first.url('postgres'));
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await first.stop();
    await first.stop();
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await ask(second.url('postgres'), READ)).toEqual([{ n: 42 }]);
  });

  it('is taken over, data and port included, when the process that started it was killed', async () => {
    const { child, held } = await hold();
    await ask(held.url, WRITE);
    await kill(child);
    const server = await start();
    expect([server.adopted, server.pid, server.port]).toEqual([true, held.pid, held.port]);
    expect(await ask(server.url('postgres'), READ)).toEqual([{ n: 42 }]);
    await server.stop();
    expect(isRunning(held.pid)).toBe(false);
  });

  it('is stopped and started anew when the one left behind listens elsewhere', async () => {
    const { child, held } = await hold();
    await ask(held.url, WRITE);
    await kill(child);
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    free.close();
    const server = await start({ port });
    expect([server.adopted, server.port]).toEqual([false, port]);
    expect(isRunning(held.pid)).toBe(false);
    expect(await ask(server.url('postgres'), READ)).toEqual([{ n: 42 }]);
  });

  it('is started again on its port when it was killed, with all that was committed', async () => {
    const server = await start();
    const { pid, port } = server;
    await ask(server.url('postgres'), WRITE);
    process.kill(pid, 'SIGKILL');
    expect(await eventually(() => ask(server.url('postgres'), READ))).toEqual([{ n: 42 }]);
    await eventually(async () => expect(server.pid).not.toBe(pid));
    expect([server.port, log.at(-1)]).toEqual([port, expect.stringContaining('runs again')]);
  });

  it('recovers when server and process were killed while a query ran', async () => {
    const { child, held } = await hold();
    await ask(held.url, WRITE);
    const busy = ask(held.url, 'select pg_sleep(60)').catch(() => {});
    await eventually(async () => {
      expect(
        await ask(held.url, `select 1 from pg_stat_activity where query = 'select pg_sleep(60)'`),
      ).toHaveLength(1);
    });
    await kill(child);
    process.kill(held.pid, 'SIGKILL');
    const server = await start();
    await busy;
    expect(await ask(server.url('postgres'), READ)).toEqual([{ n: 42 }]);
  });

  it('is not misled by a pid file that names another living process', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(
      join(dataDir, 'cluster', 'postmaster.pid'),
      `${process.pid}\n${join(dataDir, 'cluster')}\n1\n5432\n\n127.0.0.1\n`,
    );
    const second = await start();
    expect(await ask(second.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is made anew when the first start was killed while it made the data directory', async () => {
    mkdirSync(join(dataDir, 'cluster.new'));
    writeFileSync(join(dataDir, 'cluster.new', 'PG_VERSION'), '18\n');
    const server = await start();
    expect(await ask(server.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('cluster'))).toEqual(['cluster']);
  });

  it.each([0, 150, 400, 800])(
    'is made anew beside the initdb of a first start that was killed %i ms into it',
    async (ms) => {
      const child = spawn(process.execPath, [HOLD, dataDir], { stdio: 'ignore' });
      children.push(child);
      const begun = () => readdirSync(dataDir).some((name) => name.startsWith('cluster.new'));
      while (!begun()) await sleep(5);
      await sleep(ms);
      await kill(child);
      const server = await start();
      await ask(server.url('postgres'), 'create database shop');
      expect(await ask(server.url('shop'), 'select 1 as one')).toEqual([{ one: 1 }]);
    },
  );
});

describe('an embedded server says clearly that', () => {
  it('its data folder is in use by another process', async () => {
    const { child } = await hold();
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_IN_USE',
      message: expect.stringContaining(`by the process ${child.pid}`),
    });
    await expect(removeEmbedded(dataDir)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
  });

  it('its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    try {
      await expect(start({ port })).rejects.toMatchObject({
        code: 'PORT_TAKEN',
        message: expect.stringMatching(
          new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken.*choose another port`),
        ),
      });
    } finally {
      taken.close();
    }
  });

  it('the folder holds other things, is a file, or is no data directory', async () => {
    writeFileSync(join(dataDir, 'thesis.txt'), 'precious');
    await expect(start()).rejects.toMatchObject({
      code: 'NOT_A_DATA_DIRECTORY',
      message: expect.stringContaining('thesis.txt'),
    });
    await expect(start({ dataDir: join(dataDir, 'thesis.txt') })).rejects.toMatchObject({
      code: 'NOT_A_DATA_DIRECTORY',
    });
    expect(readFileSync(join(dataDir, 'thesis.txt'), 'utf8')).toBe('precious');
    rmSync(join(dataDir, 'thesis.txt'));
    mkdirSync(join(dataDir, 'cluster'));
    writeFileSync(join(dataDir, 'cluster', 'something'), '');
    await expect(start()).rejects.toMatchObject({
      code: 'NOT_A_DATA_DIRECTORY',
      message: expect.stringContaining('PG_VERSION'),
    });
  });

  it('the data is another major version’s', async () => {
    mkdirSync(join(dataDir, 'cluster'));
    writeFileSync(join(dataDir, 'cluster', 'PG_VERSION'), '16\n');
    await expect(start()).rejects.toMatchObject({
      code: 'OTHER_MAJOR_VERSION',
      message: expect.stringContaining('PostgreSQL 16'),
    });
  });

  it('its settings are broken, in PostgreSQL’s own words', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'cluster', 'postgresql.conf'), 'shared_buffers = plenty\n');
    await expect(start()).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('shared_buffers'),
    });
  });
});

/** What only root can arrange; on other machines these are not run. */
const asRoot = isRoot ? describe : describe.skip;

asRoot('an embedded server of root', () => {
  const account = () => unprivilegedAccount(() => {}) ?? { uid: 0, gid: 0 };

  it('runs as the user postgres', async () => {
    const server = await start();
    const owner = readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/^Uid:\s+(\d+)/m)?.[1];
    expect(Number(owner)).toBe(account().uid);
  });

  it('goes elsewhere from a folder that others cannot enter, says so, and is removed with it', async () => {
    chmodSync(dataDir, 0o700);
    const inner = join(dataDir, 'owner.json.d', 'data');
    mkdirSync(inner, { recursive: true });
    const server = await start({ dataDir: inner });
    const elsewhere = elsewhereOf(inner) ?? '';
    expect(elsewhere).toMatch(/^\/var\/lib\/lastmile\/data-[0-9a-f]{12}$/);
    expect(log.find((line) => line.includes(elsewhere))).toContain('cannot enter');
    await ask(server.url('postgres'), WRITE);
    await server.stop();
    const again = await start({ dataDir: inner });
    expect(await ask(again.url('postgres'), READ)).toEqual([{ n: 42 }]);
    await again.stop();
    await removeEmbedded(inner);
    expect([existsSync(elsewhere), existsSync(inner)]).toEqual([false, false]);
  });

  it('is the same for somebody who is not root, who is told of a folder that cannot be written', async () => {
    const someone = account();
    // A clone in a folder that others cannot enter has no Node for them either.
    if (!canEnter(someone, join(HOLD, '..'), false)) return;
    chownSync(dataDir, someone.uid, someone.gid);
    const { child, held } = await hold(someone);
    await ask(held.url, WRITE);
    await kill(child);
    const { child: second, held: taken } = await hold(someone);
    expect(taken).toMatchObject({ adopted: true, pid: held.pid });
    second.kill('SIGTERM');
    await once(second, 'exit');
    expect(isRunning(held.pid)).toBe(false);
    chmodSync(dataDir, 0o500);
    const { held: refused } = await hold(someone);
    expect(refused).toMatchObject({
      code: 'DATA_DIRECTORY_NOT_WRITABLE',
      message: expect.stringContaining('cannot be written'),
    });
    chmodSync(dataDir, 0o700);
  });

  it('says that the disk is full, before and after it has data, and goes on when there is room', async () => {
    const mount = (size: string, ...more: string[]) =>
      spawnSync('mount', ['-t', 'tmpfs', '-o', [`size=${size}`, ...more].join(), 'tmpfs', dataDir]).status ===
      0;
    if (!mount('12m')) return;
    try {
      await expect(start()).rejects.toMatchObject({
        code: 'DISK_FULL',
        message: expect.stringContaining(dataDir),
      });
      mount('120m', 'remount');
      const server = await start();
      await ask(server.url('postgres'), WRITE);
      await server.stop();
      spawnSync('dd', ['if=/dev/zero', `of=${join(dataDir, 'cluster', 'filler')}`, 'bs=1M']);
      const full = await start().catch((error: unknown) => error);
      if (full instanceof Error) expect(full).toMatchObject({ code: 'DISK_FULL' });
      else await (full as Embedded).stop();
      rmSync(join(dataDir, 'cluster', 'filler'));
      const after = await start();
      expect(await ask(after.url('postgres'), READ)).toEqual([{ n: 42 }]);
      await after.stop();
    } finally {
      spawnSync('umount', [dataDir]);
    }
  });
});
