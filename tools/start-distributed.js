// npm run distributed: generates and compiles what has changed, then runs docker-compose.yml's services as processes.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));
prepare();
const child = spawn(
  process.execPath,
  [
    '--enable-source-maps',
    '--disable-warning=TimeoutNegativeWarning',
    `${root}ops/dist/distributed/main.js`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
// The terminal sends Ctrl-C to the child as well; this process only waits for it. A signal sent to us alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
