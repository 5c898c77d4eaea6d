// Generates the Prisma clients and compiles, through turbo, which skips what has not changed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Brings generated and compiled code up to date (`check`: that of tests too); ends the process with what went wrong. */
export function prepare(task = 'compile') {
  const result = spawnSync(
    `${root}node_modules/.bin/turbo`,
    ['run', `//#${task}`, '--output-logs=errors-only', '--ui=stream'],
    {
      cwd: root,
      env: {
        ...process.env,
        TURBO_TELEMETRY_DISABLED: '1',
        DO_NOT_TRACK: '1',
        TURBO_NO_UPDATE_NOTIFIER: '1',
        FORCE_COLOR: '0',
      },
      encoding: 'utf8',
    },
  );
  if (result.status === 0) return;
  console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  console.error('The code does not compile; see above.');
  process.exit(1);
}
