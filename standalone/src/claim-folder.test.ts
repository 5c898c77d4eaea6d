import { chmodSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { claimDataFolder, claimLogFile } from './claim-folder.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'lastmile-folder-'));

/** Root may write anywhere: what is refused to others is tried as one of them. */
function asSomebody<T>(work: () => T): T {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('the folder of an installation', () => {
  it('is made, and nothing is left in it', () => {
    const folder = join(newFolder(), 'a', 'b');
    claimDataFolder(folder);
    claimDataFolder(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that may not be written is named with what to do, before anything starts', () => {
    const folder = newFolder();
    chmodSync(folder, 0o555);
    expect(() => asSomebody(() => claimDataFolder(folder))).toThrow(
      `The data folder ${folder} cannot be written (EACCES): choose another with LASTMILE_DATA.`,
    );
  });

  it('that cannot be made is named with what to do', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect(() => claimDataFolder(join(file, 'below'))).toThrow(
      /below cannot be made \(ENOTDIR\).*LASTMILE_DATA/,
    );
    expect(() => claimLogFile(join(file, 'lastmile.log'))).toThrow(
      /lastmile\.log cannot be made.*LASTMILE_LOG/,
    );
  });
});
