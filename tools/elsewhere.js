// npm run elsewhere: compiles, then holds gateways that are not ours against ours, over the demo provider.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));
prepare('check');
const { status } = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning', `${root}e2e/dist/elsewhere/main.js`],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
