// npm run gateway: the gateway alone. Compiles it and what it stands on, among it the fixture of a test that has a client
// of Prisma's; nothing of the provider is started.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));
prepare('generate:prisma');
const compiled = spawnSync(`${root}node_modules/.bin/tsc`, ['-b', `${root}gateway`], { stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
const child = spawn(
  process.execPath,
  ['--enable-source-maps', `${root}gateway/dist/alone/main.js`, ...process.argv.slice(2)],
  // Where the command was given, so that paths are those of whoever gave it.
  { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: 'inherit' },
);
// The terminal sends Ctrl-C to the child as well; this process only waits for it. A signal sent to us alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
