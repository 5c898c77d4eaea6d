import { number, spreadOf } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import { Endings } from '../process/endings.ts';
import { readNumbers } from '../process/read-numbers.ts';
import type { BenchProcess } from '../process/start-process.ts';
import { type Serving, startGatewaySide, startListeners, startStockSide } from './sides.ts';
import { theSubscription } from './the-feed.ts';

/** One event to many subscribers: the time until the last of them has it. */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readNumbers(argv, { sockets: 10_000, events: 7, lines: 20 });
  const { sockets } = options;
  const endings = new Endings();
  try {
    console.log(machine());
    const ours = await measure(endings, await startGatewaySide(), options, 2);
    const stock = await measure(endings, await startStockSide(), options, 1);
    console.log(
      `fan-out ratio=${(stock.ms / ours.ms).toFixed(2)} sockets=${sockets} executions=${ours.executions} ms=${ours.ms.toFixed(0)} stock_executions=${stock.executions} stock_ms=${stock.ms.toFixed(0)}`,
    );
  } finally {
    await endings.all();
  }
}

async function measure(
  endings: Endings,
  side: BenchProcess<Serving>,
  { sockets, events, lines }: { sockets: number; events: number; lines: number },
  greetings: number,
): Promise<{ ms: number; executions: number }> {
  endings.add(side);
  const listeners = endings.add(await startListeners(side.ready.port, sockets, [theSubscription]));
  await listeners.ask('reached', greetings);
  const times: number[] = [];
  // The first warms up.
  for (let event = 0; event <= events; event += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const from = process.hrtime.bigint();
    await side.ask('step', lines);
    const { all, at } = await listeners.ask<{ all: boolean; at: string }>('reached', greetings + event + 1);
    if (!all) throw new Error(`${side.name}: an event did not reach every socket`);
    if (event > 0) times.push(Number(BigInt(at) - from) / 1e6);
  }
  const executions = (await side.ask<number>('executions')) / (events + 1);
  const { median, least, greatest } = spreadOf(times);
  console.log(
    `${side.name}: one event to ${sockets} subscribers in ${number(median)} ms (${number(least)}–${number(greatest)}), executions ${executions}`,
  );
  await listeners.stop();
  await side.stop();
  return { ms: median, executions };
}
