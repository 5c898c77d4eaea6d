import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Launch {
  readonly command: readonly string[];
  /** The whole of it: nothing of this process's own environment is added but PATH and HOME. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Output is appended to it. */
  readonly logFile: string;
  readonly pidFile: string;
}

/** Starts a process in a group of its own, so that Ctrl-C in the terminal reaches it through us, in order. */
export function launchProcess({ command, environment, cwd, logFile, pidFile }: Launch): ChildProcess {
  const [program, ...words] = forThisMachine(command);
  for (const file of [logFile, pidFile]) mkdirSync(dirname(file), { recursive: true });
  const output = openSync(logFile, 'a');
  try {
    const child = spawn(program ?? '', words, {
      ...{ cwd, env: surroundings(environment), detached: true },
      stdio: ['ignore', output, output],
    });
    if (child.pid) writeFileSync(pidFile, String(child.pid));
    return child;
  } finally {
    closeSync(output);
  }
}

/** `node` in the file is the pinned Node that runs this. */
export function forThisMachine(command: readonly string[]): string[] {
  return command.map((word, at) => (at === 0 && word === 'node' ? process.execPath : word));
}

export function surroundings(environment: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, ...environment };
}

/** How long a log file is, to tell later what one process wrote; 0 if there is none. */
export function lengthOf(logFile: string): number {
  return statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
}

/** The end of a log file, for an error: of what was written after its first `from` bytes. */
export function lastWords(logFile: string, from = 0, linesMax = 15): string {
  try {
    return readFileSync(logFile).subarray(from).toString().trimEnd().split('\n').slice(-linesMax).join('\n');
  } catch {
    return '';
  }
}
