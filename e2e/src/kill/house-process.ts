import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SeededRandom } from './seeded-random.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const main = join(root, 'standalone/dist/main.js');
const startMs = 90_000;

/** The standalone process as people start it, to be killed and started again on one data folder and one port. */
export class HouseProcess {
  readonly url: string;
  readonly dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #said = '';
  #ready = false;

  /** `port` is kept; `env` are its settings beside those of the port and the folder. */
  constructor(dataDir: string, port: number, env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.dataDir = dataDir;
    this.#env = { LASTMILE_DEMO: 'false', ...env, LASTMILE_DATA: dataDir, GATEWAY_PORT: String(port) };
  }

  /** Whether it has been ready since its last start and was not killed. */
  get ready(): boolean {
    return this.#ready;
  }

  /** What the last process printed. */
  get said(): string {
    return this.#said;
  }

  /** Starts the process and does not wait. */
  spawn(): void {
    this.#said = '';
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        this.#said += chunk;
      });
    this.#child = child;
  }

  /** Resolves when it answers as ready. Throws when it has ended instead, with its last words. */
  async whenReady(): Promise<void> {
    const deadline = performance.now() + startMs;
    const child = this.#child;
    while (performance.now() < deadline) {
      if (child?.exitCode !== null)
        throw new Error(`The process ended by itself (${child?.exitCode}):\n${this.#said}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) {
        this.#ready = true;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`The process was not ready after ${startMs} ms:\n${this.#said}`);
  }

  /** SIGKILL; resolves when it is gone. Throws where it had ended before. */
  async kill(): Promise<void> {
    this.#ready = false;
    const child = this.#child;
    if (!child || child.exitCode !== null)
      throw new Error(`The process had ended by itself (${child?.exitCode}):\n${this.#said}`);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ctrl-C; resolves with its exit code when it is gone. */
  async interrupt(): Promise<number | null> {
    this.#ready = false;
    const child = this.#child;
    if (!child) return null;
    const gone = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = await gone;
    return code;
  }

  /** Ends it as `kill` does, PostgreSQL included. */
  async stop(): Promise<void> {
    this.#ready = false;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await gone;
    clearTimeout(late);
  }
}

/** A free port below those that the system gives to outgoing connections, so that it is still free after each kill. */
export async function choosePort(random: SeededRandom): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = random.whole(20_000, 31_000);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port between 20000 and 31000');
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
