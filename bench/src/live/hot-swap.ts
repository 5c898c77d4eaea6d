import { number } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import { Endings } from '../process/endings.ts';
import { readNumbers } from '../process/read-numbers.ts';
import { startProcess } from '../process/start-process.ts';
import type { Heard } from './listen-exactly.ts';
import type { Serving } from './sides.ts';

/** Live subscriptions while the supergraph is swapped under them, with events all the time. */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readNumbers(argv, { sockets: 1_000, operations: 100, swaps: 10, 'events-between': 20 });
  const { sockets, operations, swaps } = options;
  const endings = new Endings();
  try {
    console.log(machine());
    const module = (name: string) => new URL(`./${name}.js`, import.meta.url);
    const side = endings.add(
      await startProcess<Serving>({ name: 'gateway', module: module('serve-swapping'), settings: {} }),
    );
    const queries = Array.from(
      { length: operations },
      (_, at) => `subscription Strikes${at} { struck { at } }`,
    );
    const settings = { port: side.ready.port, sockets, queries };
    const listeners = endings.add(
      await startProcess({ name: 'listeners', module: module('listen-exactly'), settings }),
    );
    let events = 0;
    const swapsMs: number[] = [];
    for (let swap = 0; swap < swaps; swap += 1) {
      const swapping = side.ask<number>('swap', swap);
      for (let event = 0; event < options['events-between']; event += 1) {
        await side.ask('strike', events);
        events += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      swapsMs.push(await swapping);
    }
    const heard = await listeners.ask<Heard>('heard', events);
    const { upstreams } = await side.ask<{ upstreams: number }>('state');
    console.log(
      `${sockets} subscriptions of ${operations} operations over ${upstreams} upstreams, ${events} events, ${swaps} swaps of ${number(swapsMs.reduce((sum, ms) => sum + ms, 0) / swaps)} ms until all were planned anew`,
    );
    const ratio = heard.events / (events * sockets);
    console.log(
      `hot-swap ratio=${ratio.toFixed(4)} subscriptions=${sockets} swaps=${swaps} dropped=${heard.dropped} missed=${heard.missed} repeated=${heard.repeated}`,
    );
    if (heard.dropped + heard.missed + heard.repeated > 0) process.exitCode = 1;
  } finally {
    await endings.all();
  }
}
