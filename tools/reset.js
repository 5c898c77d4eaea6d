// npm run reset: removes the data of npm start (and of the distributed run), what was put elsewhere included.
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { removeEmbedded } from '../packages/database/src/embedded.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

let found = false;
for (const shape of ['standalone', 'distributed']) {
  const dataDir =
    shape === 'standalone' && process.env.LASTMILE_DATA
      ? process.env.LASTMILE_DATA
      : `${root}.lastmile/${shape}`;
  if (!existsSync(dataDir)) continue;
  found = true;
  try {
    await removeEmbedded(`${dataDir}/postgres`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  rmSync(dataDir, { recursive: true, force: true });
  console.log(`Removed ${dataDir}`);
}
if (!found) console.log('There is no data to remove.');
