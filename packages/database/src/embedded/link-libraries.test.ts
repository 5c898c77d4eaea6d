import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { linkLibraries } from './link-libraries.ts';

it('libraries get the links that a switched-off install script did not make, once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastmile-links-'));
  const home = join(folder, 'native');
  mkdirSync(join(home, 'lib'), { recursive: true });
  writeFileSync(join(home, 'lib', 'libpq.so.5.18'), 'library');
  const link = { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' };
  writeFileSync(join(home, 'pg-symlinks.json'), JSON.stringify([link]));
  linkLibraries(home);
  linkLibraries(home);
  expect(readFileSync(join(home, 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
  rmSync(folder, { recursive: true });
});
