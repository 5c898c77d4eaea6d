import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { findDockerCompose } from './find-docker-compose.ts';
import { surroundings } from './launch-process.ts';
import { readCompose } from './read-compose.ts';
import { writeSecrets } from './write-secrets.ts';

const text = readFileSync(fileURLToPath(new URL('../../../docker-compose.yml', import.meta.url)), 'utf8');
const found = findDockerCompose();
const old = found.version?.startsWith('1.');
/** Debian's docker-compose 1.29 is older than these two keys; `config` needs no engine. */
const readable = old ? text.replace(/^name: .*$/m, '').replace(/^ +start_interval: .*$/gm, '') : text;

interface Read {
  services: Record<string, { command?: string[]; environment?: Record<string, string | number> }>;
}

describe('docker-compose.yml, where docker-compose is installed,', () => {
  // CI has it; elsewhere `npm test` says at its end that this was not run.
  const where = found.available || process.env.CI === 'true' ? it : it.skip;
  where('is read by the run without containers as docker-compose reads it', async () => {
    expect(found).toMatchObject({ available: true });
    const folder = await mkdtemp(join(tmpdir(), 'lastmile-compose-'));
    try {
      await writeSecrets(join(folder, '.env'));
      await writeFile(join(folder, 'docker-compose.yml'), readable);
      const said = spawnSync('docker-compose', ['config'], {
        cwd: folder,
        encoding: 'utf8',
        env: surroundings({}),
      });
      expect(said.stderr).toBe('');
      const theirs = parse(said.stdout) as Read;
      const { ours } = readCompose(text, parseEnv(await readFile(join(folder, '.env'), 'utf8')));
      for (const { name, command, environment } of ours.values()) {
        const service = theirs.services[name];
        const settings = Object.entries(service?.environment ?? {}).map(([key, value]) => [
          key,
          String(value),
        ]);
        expect({ name, command: service?.command, environment: Object.fromEntries(settings) }).toEqual({
          ...{ name, command, environment },
        });
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
