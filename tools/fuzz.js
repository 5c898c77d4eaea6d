// npm run fuzz -- --documents 100000 --seed 1: compiles, then asks the demo provider what was made up.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));
prepare('check');
const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', `${root}e2e/dist/fuzz/main.js`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
