import { describe, expect, it } from '@jest/globals';
import { runRounds } from './run-rounds.ts';

describe('kill -9 of the whole house in the middle of the story', () => {
  it('loses nothing and repeats nothing', async () => {
    const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1e9));
    process.stderr.write(`kill -9, five rounds: KILL_SEED=${seed}\n`);
    const figures = await runRounds({ rounds: 5, killsPerStory: 5, seed, log: () => {} });
    expect(figures).toMatchObject({ seed, rounds: 5, findings: [] });
  }, 420_000);
});
