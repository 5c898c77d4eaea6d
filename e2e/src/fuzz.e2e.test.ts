import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runFuzz } from './fuzz/run-fuzz.ts';
import { type RightsStage, startRightsStage } from './rights/stage.ts';

let stage: RightsStage;
beforeAll(async () => {
  stage = await startRightsStage();
}, 120_000);
afterAll(() => stage?.world.stop());

it('two thousand generated documents are answered without a crash, a hang or a leak of detail', async () => {
  const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 1e9));
  process.stderr.write(`generated documents: FUZZ_SEED=${seed}\n`);
  const { anonymous, ownerA, stranger, operator } = stage.people;
  const tokens = [anonymous, ownerA, stranger, operator].map(({ client }) => client.token);
  const { faults, answered } = await runFuzz({
    ...{ url: stage.world.url, tokens, documents: 2_000, seed, connections: 8, log: () => {} },
  });
  expect(faults.map(({ what, request, answer }) => ({ what, request, text: answer?.text }))).toEqual([]);
  expect(answered).toBeGreaterThan(100);
}, 240_000);
