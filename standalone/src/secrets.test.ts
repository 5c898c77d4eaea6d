import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { installationSecrets } from './secrets.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lastmile-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('the secrets of an installation', () => {
  it('are made once, are its own, and nobody else on the machine may read them', () => {
    const made = installationSecrets(dataDir);
    expect(installationSecrets(dataDir)).toEqual(made);
    expect(new Set(Object.values(made)).size).toBe(Object.keys(made).length);
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
  });

  it('are replaced whole: a reader never sees half of the file', () => {
    const path = join(dataDir, 'secrets.json');
    writeFileSync(path, JSON.stringify({ AUTH_KEY_SECRET: 'from an earlier version' }));
    const { ino } = statSync(path);
    const grown = installationSecrets(dataDir);
    expect(grown.AUTH_KEY_SECRET).toBe('from an earlier version');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(grown);
    expect(statSync(path).ino).not.toBe(ino);
  });
});
