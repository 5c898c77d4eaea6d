import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { removeEmbedded } from '@lastmile/database/embedded';
import { demoAccess } from '@lastmile/standalone/demo/load-demo';
import { choosePort, HouseProcess } from '../kill/house-process.ts';
import { SeededRandom } from '../kill/seeded-random.ts';
import { runFuzz } from './run-fuzz.ts';
import { signIn } from './sign-in.ts';

/** npm run fuzz -- --documents 100000 --seed 1 */
const { values } = parseArgs({ options: { documents: { type: 'string' }, seed: { type: 'string' } } });
const documents = Number(values.documents ?? 100_000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
if (!Number.isInteger(documents) || documents < 1 || !Number.isInteger(seed) || seed < 0) {
  console.error('--documents takes a whole number from 1, --seed a whole number from 0.');
  process.exit(2);
}
console.log(`fuzz: seed=${seed} documents=${documents}; starting the demo provider …`);
const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-fuzz-'));
const house = new HouseProcess(dataDir, await choosePort(new SeededRandom(seed)), { LASTMILE_DEMO: 'true' });
let exit = 1;
try {
  house.spawn();
  await house.whenReady();
  const { accounts } = demoAccess(house.url);
  const tokens = [undefined, ...(await Promise.all(accounts.map((account) => signIn(house.url, account))))];
  const from = performance.now();
  const { faults, answered, slowestMs } = await runFuzz({
    url: house.url,
    tokens,
    documents,
    seed,
    log: console.log,
  });
  for (const { what, request, answer } of faults)
    console.log(`${what}\n  ${request.body ?? request.search}\n  ${answer?.text.slice(0, 600)}`);
  // Whoever has come through all of it still answers.
  const alive = await fetch(`${house.url}/health/ready`);
  console.log(
    `fuzz seed=${seed} documents=${documents} answered=${answered} faults=${faults.length} alive=${alive.ok} ` +
      `slowest_ms=${Math.round(slowestMs)} seconds=${Math.round((performance.now() - from) / 1_000)}`,
  );
  exit = faults.length === 0 && alive.ok ? 0 : 1;
} finally {
  await house.stop();
  await removeEmbedded(join(dataDir, 'postgres')).catch(() => {});
  await rm(dataDir, { recursive: true, force: true });
}
process.exit(exit);
