import { number, spread, spreadOf } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import { Endings } from '../process/endings.ts';
import { folderOf } from '../process/folders.ts';
import { readNumbers } from '../process/read-numbers.ts';
import { startAndAsk } from './start-and-ask.ts';

const budgetSeconds = 5;

/**
 * The second start of `npm start` to its first answer, against the same start when every tool is asked again
 * (clients generated, code compiled, graph composed) instead of what has changed alone.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const { rounds } = readNumbers(argv, { rounds: 5 });
  const endings = new Endings();
  const dataDir = folderOf('start');
  try {
    console.log(`start on ${machine()}`);
    console.log('  The first start, which loads the demo provider where it is not there yet …');
    const first = await startAndAsk(endings, { dataDir, everything: false });
    console.log(`  ${number(first.seconds, 1)} s to the first answer\n`);
    const ours: number[] = [];
    const naive: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push((await startAndAsk(endings, { dataDir, everything: false })).seconds);
      naive.push((await startAndAsk(endings, { dataDir, everything: true })).seconds);
    }
    console.log(`  second start to the first answer, ${rounds} times: ${spread(ours, 2)} s`);
    console.log(`  with every tool asked again, ${rounds} times: ${spread(naive, 2)} s`);
    const { median, greatest } = spreadOf(ours);
    const ratio = spreadOf(naive).median / median;
    console.log(
      `start ratio=${ratio.toFixed(2)} seconds=${median.toFixed(2)} slowest=${greatest.toFixed(2)} ` +
        `budget=${budgetSeconds} within_budget=${(budgetSeconds / median).toFixed(2)}`,
    );
  } finally {
    await endings.all();
  }
}
