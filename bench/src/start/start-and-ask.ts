import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Endings } from '../process/endings.ts';
import { root } from '../process/folders.ts';

export interface StartOptions {
  readonly dataDir: string;
  /** Every tool is asked again, as if nothing were known of the start before. */
  readonly everything: boolean;
}

/** `{ tariffs }` and not `{ __typename }`: it is answered by a domain from its database. */
const query = '{ tariffs(first: 1) { nodes { name } } }';
const startMaxMs = 180_000;

/** `npm start` on a free port until its first right answer over HTTP, in seconds; then it is ended by Ctrl-C. */
export async function startAndAsk(endings: Endings, options: StartOptions): Promise<{ seconds: number }> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(
    'npm',
    [...(options.everything ? ['run', 'generate'] : ['start'])],
    settings(options, port),
  );
  const started = endings.add(new Started(child));
  if (!options.everything) return untilAnswer(started, port, began);
  await started.ended;
  return untilAnswer(endings.add(new Started(spawn('npm', ['start'], settings(options, port)))), port, began);
}

async function untilAnswer(started: Started, port: number, began: number): Promise<{ seconds: number }> {
  for (;;) {
    if (await answers(port)) break;
    if (started.over) throw new Error(`npm start ended before it answered:\n${started.output}`);
    if (performance.now() - began > startMaxMs)
      throw new Error(`npm start did not answer within ${startMaxMs / 1_000} s:\n${started.output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - began) / 1_000;
  await started.stop();
  return { seconds };
}

function settings({ dataDir, everything }: StartOptions, port: number) {
  const env = {
    ...process.env,
    LASTMILE_DATA: dataDir,
    GATEWAY_PORT: String(port),
    ...(everything && { TURBO_FORCE: 'true' }),
  };
  // A process group of its own: it gets its Ctrl-C from us.
  return { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
}

class Started {
  readonly #child: ChildProcess;
  readonly ended: Promise<unknown>;
  over = false;
  output = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = once(child, 'exit').then(() => {
      this.over = true;
    });
    child.stdout?.on('data', (text) => this.#keep(text));
    child.stderr?.on('data', (text) => this.#keep(text));
  }

  /** Ctrl-C, as the terminal sends it to all of the group; after 15 s at once. */
  async stop(): Promise<void> {
    if (this.over || !this.#child.pid) return;
    process.kill(-this.#child.pid, 'SIGINT');
    const timer = setTimeout(() => this.#child.pid && process.kill(-this.#child.pid, 'SIGKILL'), 15_000);
    await this.ended;
    clearTimeout(timer);
  }

  #keep(text: unknown): void {
    this.output = `${this.output}${text}`.slice(-4_000);
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(5_000),
    });
    const { data } = (await answer.json()) as { data?: { tariffs?: { nodes?: unknown[] } } };
    return data?.tariffs?.nodes?.length === 1;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || !address) throw new Error('No port is free');
  return address.port;
}
