import { number } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import { Endings } from '../process/endings.ts';
import { readNumbers } from '../process/read-numbers.ts';
import type { BenchProcess } from '../process/start-process.ts';
import { type Serving, settledMemory, startGatewaySide, startListeners, startStockSide } from './sides.ts';
import { theSubscription } from './the-feed.ts';

/** What a subscriber costs in memory while nothing happens, in the gateway and in graphql-ws. */
export async function run(argv: readonly string[]): Promise<void> {
  const { sockets } = readNumbers(argv, { sockets: 10_000 });
  const endings = new Endings();
  try {
    console.log(machine());
    const ours = await measure(endings, await startGatewaySide(), sockets, 2);
    const stock = await measure(endings, await startStockSide(), sockets, 1);
    const ratio = stock.resident / ours.resident;
    console.log(
      `idle-subscribers ratio=${ratio.toFixed(2)} sockets=${sockets} bytes_each=${Math.round(ours.resident)} stock_bytes_each=${Math.round(stock.resident)}`,
    );
  } finally {
    await endings.all();
  }
}

async function measure(
  endings: Endings,
  side: BenchProcess<Serving>,
  sockets: number,
  greetings: number,
): Promise<{ resident: number }> {
  endings.add(side);
  const { port } = side.ready;
  // What belongs to the process and not to the sockets is there before: plans, compiled code, buffers.
  const warm = await startListeners(port, 200, [theSubscription]);
  await warm.ask('reached', greetings);
  await warm.stop();
  const before = await settledMemory(side);
  const listeners = endings.add(await startListeners(port, sockets, [theSubscription]));
  const { all } = await listeners.ask<{ all: boolean }>('reached', greetings);
  if (!all) throw new Error(`${side.name}: not every socket was greeted`);
  const after = await settledMemory(side);
  const each = (name: 'heap' | 'external' | 'resident') => (after[name] - before[name]) / sockets;
  console.log(
    `${side.name}: ${sockets} subscribers, each ${number(each('resident'))} bytes resident, ${number(each('heap'))} of the heap, ${number(each('external'))} outside of it; upstreams ${await side.ask('upstreams')}`,
  );
  await listeners.stop();
  await side.stop();
  return { resident: each('resident') };
}
