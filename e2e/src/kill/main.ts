import { parseArgs } from 'node:util';
import { runRounds } from './run-rounds.ts';

/** npm run kill-rounds -- --rounds 50 --seed 7 */
/** The story looks for what it made in one page of a hundred. */
const roundsMax = 400;
const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 50);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
if (!Number.isInteger(rounds) || rounds < 1 || rounds > roundsMax || !Number.isInteger(seed) || seed < 0) {
  console.error(`--rounds takes a whole number from 1 to ${roundsMax}, --seed a whole number from 0.`);
  process.exit(2);
}
console.log(`kill-rounds: seed=${seed} rounds=${rounds}`);
const figures = await runRounds({ rounds, seed, firstStarts: 3, log: (line) => console.log(line) });
const others = figures.findings.filter(({ kind }) => kind === 'other').length;
console.log(
  `kill-rounds seed=${figures.seed} rounds=${figures.rounds} stories=${figures.stories} seconds=${figures.seconds} ` +
    `lost=${figures.lost} twice=${figures.twice} drift=${figures.drift} other=${others} ` +
    `slowest_recovery_s=${figures.slowestRecoverySeconds}`,
);
process.exit(figures.findings.length === 0 && figures.rounds === rounds ? 0 : 1);
