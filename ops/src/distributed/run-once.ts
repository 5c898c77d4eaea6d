import { rmSync } from 'node:fs';
import { type Launch, lastWords, launchProcess, lengthOf } from './launch-process.ts';

export interface OnceRunning {
  /** Resolves when it ended well. Rejects with the end of its log otherwise. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

/** A service that does its work and ends (migrations, topics). */
export function runOnce(name: string, launch: Launch): OnceRunning {
  const logBegin = lengthOf(launch.logFile);
  const child = launchProcess(launch);
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(code === 0 ? undefined : `it ended with ${signal ?? `code ${code}`}`),
    );
  });
  const done = ended.then((why) => {
    rmSync(launch.pidFile, { force: true });
    if (why)
      throw new Error(
        `${name} failed: ${why}. The end of ${launch.logFile}:\n${lastWords(launch.logFile, logBegin)}`,
      );
  });
  done.catch(() => {});
  return {
    done,
    kill: () => child.kill('SIGKILL'),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
