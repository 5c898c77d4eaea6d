import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * npm packages carry no symbolic links; the platform package's install script makes those of its libraries. Where
 * install scripts are switched off they are missing and PostgreSQL does not load, so this makes what is not there.
 */
export function linkLibraries(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(home), target);
    if (existsSync(link) || dirname(source) !== dirname(target)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch {
      // Somebody else's installation, or made meanwhile: the server itself says what it misses.
    }
  }
}
