// npm run generate: everything that tools write. Prisma clients and compiled code are not committed; schema/ is.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(...argv) {
  const result = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

prepare();
run(`${root}tools/write-schema.js`);
run(`${root}node_modules/@graphql-codegen/cli/cjs/bin.js`, '--config', 'codegen.yml', '--silent');
