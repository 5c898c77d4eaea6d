import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from './folders.ts';

/** Installs what a bench compares with, at exact versions, into a folder of its own. Gives the folder. */
export function installPeers(bench: string, dependencies: Readonly<Record<string, string>>): string {
  const folder = join(folderOf(bench), 'peers');
  const manifest = JSON.stringify({ private: true, dependencies }, null, 2);
  const stamp = join(folder, '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === manifest) return folder;
  mkdirSync(folder, { recursive: true });
  console.log(`Installing what it is compared with: ${list(dependencies)} …`);
  writeFileSync(join(folder, 'package.json'), manifest);
  const result = spawnSync(
    'npm',
    ['install', '--no-fund', '--no-audit', '--ignore-scripts', '--loglevel=error'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (result.status !== 0)
    throw new Error(`${list(dependencies)} could not be installed. Is the npm registry reachable?`);
  writeFileSync(stamp, manifest);
  return folder;
}

const list = (dependencies: Readonly<Record<string, string>>) =>
  Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
