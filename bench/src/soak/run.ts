import { addLoad } from '../federated-query/measure-sides.ts';
import { prepareData } from '../federated-query/prepare-data.ts';
import { startStandaloneSide } from '../federated-query/sides.ts';
import { signIn } from '../federated-query/sign-in.ts';
import { theQuery } from '../federated-query/the-query.ts';
import type { RunResult } from '../load/ask-constantly.ts';
import { number, spreadOf } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import type { Memory } from '../measure/read-memory.ts';
import { Endings } from '../process/endings.ts';
import { readNumbers } from '../process/read-numbers.ts';
import { startProcess } from '../process/start-process.ts';
import type { Churned } from './churn.ts';

const bench = 'soak';
const sampleSeconds = 10;

/**
 * Memory under load: what the process holds after a garbage collection late in the run, against early in it. Caches
 * fill up first, so the first fifth is not counted. 1 is flat; below 1 it grows.
 */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readNumbers(argv, { minutes: 10, connections: 4, 'churn-every-ms': 20 });
  const endings = new Endings();
  try {
    const data = await prepareData();
    endings.add(data.postgres);
    const side = await startStandaloneSide(endings, { ...data.place, rowsRemembered: false });
    const token = await signIn(side.url, data.staff);
    const { load } = await addLoad(endings, side, {
      ...{ token, query: theQuery, ids: data.customerIds, connections: options.connections },
    });
    const churn = endings.add(
      await startProcess({
        name: 'churn',
        module: new URL('./churn.js', import.meta.url),
        settings: {
          ...{ url: side.url, token, customerIds: data.customerIds },
          everyMs: options['churn-every-ms'],
        },
      }),
    );
    console.log(`${bench} on ${machine()}: ${options.minutes} minutes, a sample every ${sampleSeconds} s\n`);
    const samples: Memory[] = [];
    let requests = 0;
    for (let at = 0; at < (options.minutes * 60) / sampleSeconds; at += 1) {
      requests += (await load.ask<RunResult>('run', { seconds: sampleSeconds })).requests;
      await churn.ask('churned');
      samples.push(await side.gateway.ask<Memory>('memory'));
      print((at + 1) * sampleSeconds, requests, samples.at(-1) as Memory);
    }
    conclude(samples, requests, await churn.ask<Churned>('churned'));
  } finally {
    await endings.all();
  }
}

const megabytes = (bytes: number) => number(bytes / 2 ** 20, 1);

function print(seconds: number, requests: number, { heap, external, resident }: Memory): void {
  console.log(
    `  ${String(seconds).padStart(5)} s  heap ${megabytes(heap)} MB, outside ${megabytes(external)} MB, ` +
      `resident ${megabytes(resident)} MB, ${number(requests)} requests`,
  );
}

function conclude(samples: readonly Memory[], requests: number, churned: Churned): void {
  const fifth = Math.max(Math.floor(samples.length / 5), 1);
  const held = samples.map(({ heap, external }) => heap + external);
  const early = spreadOf(held.slice(fifth, 2 * fifth)).median;
  const late = spreadOf(held.slice(-fifth)).median;
  console.log(
    `\n  ${number(requests)} requests, ${number(churned.sockets)} sockets opened and closed, ` +
      `${number(churned.documents)} new documents, ${number(churned.refused)} refusals; ` +
      `held early ${megabytes(early)} MB, late ${megabytes(late)} MB`,
  );
  console.log(`${bench} ratio=${(early / late).toFixed(3)} late_mb=${megabytes(late)} requests=${requests}`);
}
