import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@lastmile/telemetry/log';
import { findLeftover, isAlive } from '../kafka/leftover-process.ts';
import { proxyFiles } from '../proxy/proxy-files.ts';
import type { Balancer, Place } from './balance-connections.ts';
import { freePort } from './free-port.ts';
import { lastWords } from './launch-process.ts';

export interface NginxOptions {
  readonly port: number;
  readonly replicas: readonly Place[];
  /** For its configuration and pid file. */
  readonly folder: string;
  readonly log: Log;
}

/** nginx with ops/proxy's configuration before these replicas; undefined where it is not installed. */
export async function startNginx({
  port,
  replicas,
  folder,
  log,
}: NginxOptions): Promise<Balancer | undefined> {
  if (spawnSync('nginx', ['-v']).status !== 0) return undefined;
  const pidFile = join(folder, 'nginx.pid');
  const leftover = await findLeftover(pidFile, 'nginx');
  if (leftover) await endNginx(leftover);
  const listening = await freePort(port);
  await writeConfiguration(folder, pidFile, listening, replicas);
  const logFile = join(folder, 'nginx.log');
  const child = launch(folder, logFile);
  const onExit = () => child.kill('SIGTERM');
  process.once('exit', onExit);
  const ended = once(child, 'exit').then(() => 'ended');
  const until = performance.now() + 10_000;
  while (!(await answers(listening))) {
    if ((await Promise.race([ended, sleep(50)])) === 'ended' || performance.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`nginx does not start: ${lastWords(logFile)}`);
    }
  }
  child.once(
    'exit',
    (code) => code && log.error('nginx has ended by itself', { code, lastWords: lastWords(logFile) }),
  );
  return {
    port: listening,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      process.off('exit', onExit);
      await rm(pidFile, { force: true });
    },
  };
}

function launch(folder: string, logFile: string) {
  // A file: the configuration opens /dev/stderr, which a pipe from here (a socket) does not allow.
  const output = openSync(logFile, 'w');
  const words = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'];
  const child = spawn('nginx', words, { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  return child;
}

/** Asked to end, not killed: its workers would live on. */
async function endNginx(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const until = performance.now() + 10_000;
  while (isAlive(pid)) {
    if (performance.now() > until) throw new Error(`nginx (process ${pid}) of an earlier run does not end.`);
    await sleep(50);
  }
}

async function writeConfiguration(
  folder: string,
  pidFile: string,
  port: number,
  replicas: readonly Place[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = await proxyFiles({
    listen: `127.0.0.1:${port}`,
    replicas: replicas.map((replica) => `${replica.host}:${replica.port}`),
  });
  for (const [name, content] of Object.entries(files)) {
    // In a container /tmp is nginx's own; here several runs may stand beside each other.
    const own = content.replace('/tmp/nginx.pid', pidFile).replaceAll('/tmp/nginx-', '/tmp/lastmile-nginx-');
    await writeFile(join(folder, name), own);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
