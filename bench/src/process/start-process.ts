import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of a bench: it is given settings, says when it is ready, and answers questions until it is stopped. */
export interface BenchProcess<Ready = unknown> {
  readonly name: string;
  readonly pid: number;
  /** What it said when it was ready. */
  readonly ready: Ready;
  /** Rejects with what went wrong there, or when the process ends first. */
  ask<Answer>(question: string, argument?: unknown): Promise<Answer>;
  /** Ends it cleanly, after 5 s at once. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly name: string;
  /** URL of the compiled module, which calls `serveParent`. */
  readonly module: URL;
  readonly settings: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

const stopMs = 5_000;

/** Starts a process and waits until it is ready. It dies with this one, however this one ends. */
export async function startProcess<Ready>(options: ProcessOptions): Promise<BenchProcess<Ready>> {
  const child = fork(fileURLToPath(options.module), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // No source maps: stock's HTTP agent makes a stack for each request, and would pay for them.
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
    env: { ...process.env, ...options.env },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ask = asking(options.name, child);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(timer);
  };
  try {
    const ready = await ask<Ready>('start', options.settings);
    return { name: options.name, pid: child.pid ?? 0, ready, ask, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function asking(name: string, child: ChildProcess) {
  let last = 0;
  const open = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  child.on('message', ({ id, answer, error }: Reply) => {
    const waiting = open.get(id);
    open.delete(id);
    if (error === undefined) waiting?.resolve(answer as never);
    else waiting?.reject(new Error(`${name}: ${error}`));
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of open.values()) reject(new Error(`${name} has ended (${signal ?? code})`));
    open.clear();
  });
  return <Answer>(question: string, argument?: unknown): Promise<Answer> => {
    last += 1;
    const id = last;
    return new Promise<Answer>((resolve, reject) => {
      open.set(id, { resolve, reject });
      child.send({ id, question, argument }, (error) => {
        if (!error) return;
        open.delete(id);
        reject(new Error(`${name} cannot be asked: ${error.message}`));
      });
    });
  };
}
