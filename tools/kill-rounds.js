// npm run kill-rounds -- --rounds 50 --seed 7: compiles, then kills the house again and again.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));
prepare('check');
const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', `${root}e2e/dist/kill/main.js`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
