import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../distributed/free-port.ts';
import { lastWords } from '../distributed/launch-process.ts';

export interface RunningRedis {
  readonly port: number;
  stop(): Promise<void>;
}

/** A Redis that keeps nothing on disk, on a free port of 127.0.0.1. It ends with this process. */
export async function startRedis({ dataDir }: { dataDir: string }): Promise<RunningRedis> {
  await mkdir(dataDir, { recursive: true });
  const port = await freePort(0);
  const logFile = join(dataDir, 'redis.log');
  const output = openSync(logFile, 'w');
  const words = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    dataDir,
  ];
  const child = spawn('redis-server', words, { stdio: ['ignore', output, output] });
  closeSync(output);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit').then(() => 'ended');
  const until = performance.now() + 10_000;
  while (!(await answers(port))) {
    if ((await Promise.race([ended, sleep(20)])) === 'ended' || performance.now() > until) {
      kill();
      throw new Error(`Redis does not start: ${lastWords(logFile)}`);
    }
  }
  return {
    port,
    stop: async () => {
      process.off('exit', kill);
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return connected;
}
