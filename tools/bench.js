// npm run bench -- <name>: generates and compiles what has changed, the benches too, then becomes the bench.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));
prepare();
const compiled = spawnSync(`${root}node_modules/.bin/tsc`, ['-b', `${root}bench`], { stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
const child = spawn(
  process.execPath,
  [
    '--enable-source-maps',
    '--disable-warning=TimeoutNegativeWarning',
    `${root}bench/dist/main.js`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
// The terminal sends Ctrl-C to the child as well; this process only waits for it. A signal sent to us alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
