import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { removeEmbedded } from '@lastmile/database/embedded';
import { eventually } from './client/graphql-client.ts';
import { choosePort, HouseProcess } from './kill/house-process.ts';
import { SeededRandom } from './kill/seeded-random.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) {
    await removeEmbedded(join(folder, 'postgres'));
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A PostgreSQL has its pid file for as long as it runs. */
const runningServers = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('postmaster.pid'),
  );

describe('Ctrl-C in the middle of the first start', () => {
  it.each([
    ['PostgreSQL is being made', 'Starting PostgreSQL'],
    ['the demo provider is being loaded', 'customers with their lines'],
  ])(
    'ends everything and has nothing to complain about, when %s',
    async (_what, said) => {
      const folder = mkdtempSync(join(tmpdir(), 'lastmile-interrupted-'));
      // PostgreSQL, which does not run as root, must come in.
      chmodSync(folder, 0o755);
      folders.push(folder);
      const house = new HouseProcess(folder, await choosePort(new SeededRandom(Date.now())), {
        LASTMILE_DEMO: 'true',
      });
      house.spawn();
      await eventually(said, async () => house.said.includes(said), 60_000);
      expect(await house.interrupt()).toBe(0);
      expect(house.said).toMatch(/Ending \(again for at once\) …\s*$/);
      expect(runningServers(folder)).toEqual([]);
    },
    90_000,
  );
});
