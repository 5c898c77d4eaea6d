// Installs what is missing, on a fresh clone too: it runs on whatever Node the machine has and needs no dependency.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.installed-lock`;
const nodeBinary = `${root}node_modules/.bin/node`;
const lock = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');

const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(nodeBinary);

// `npm install --no-save` rather than `npm ci`: it takes the versions of the lockfile as well, and does not refuse where a
// registry lacks the binaries of platforms that nobody here has.
if (!installed) {
  console.log('Installing dependencies (once; about a minute) …');
  // npm 10 runs every install script, Prisma's downloader included: tell it that there is nothing to fetch.
  const env = {
    ...process.env,
    PRISMA_SKIP_POSTINSTALL_GENERATE: 'true',
    PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING: '1',
  };
  const npm = process.env.npm_execpath
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const [command, ...first] = npm;
  const result = spawnSync(
    command,
    [...first, 'install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'],
    {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  if (result.status !== 0) {
    console.error(
      'The dependencies could not be installed. Is the npm registry reachable? See the lines above.',
    );
    process.exit(result.status ?? 1);
  }
  if (!existsSync(nodeBinary)) {
    console.error(
      'The pinned Node is missing: npm did not run the install script of the package "node". Run `npm install` without --ignore-scripts.',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
