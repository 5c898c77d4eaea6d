import { describe, expect, it } from '@jest/globals';
import { buildGraph } from '../testing/build-graph.ts';
import { Ear } from '../testing/order-log.ts';
import { LiveStreams, type LiveStreamsOptions } from './live-streams.ts';

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('It did not come to be');
}

describe('who comes after an upstream without cursors has begun to speak', () => {
  function speaking(joinLate?: LiveStreamsOptions['joinLate']) {
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let opened = 0;
    const { planner, sources } = buildGraph({
      counting: {
        sdl: 'type Query { x: Int } type Subscription { count: Int }',
        resolvers: {
          Subscription: {
            count: {
              subscribe: async function* () {
                opened += 1;
                await begun;
                yield { count: 1 };
                await new Promise(() => {});
              },
            },
          },
        },
      },
    });
    const streams = new LiveStreams({ planner, sources, ...(joinLate && { joinLate }) });
    const join = async () => {
      const ear = new Ear();
      const prepared = await planner.plan('subscription { count }');
      await streams.join({ prepared, planner, rights: 'x', contextFor: () => ({}) }, ear);
      return ear;
    };
    return { begin: () => begin(), join, streams, opened: () => opened };
  }

  it('shares it all the same, unless it is to hear the beginning', async () => {
    for (const [joinLate, upstreams] of [[undefined, 1] as const, ['withCursors', 2] as const]) {
      const { join, begin, streams, opened } = speaking(joinLate);
      const early = await Promise.all(Array.from({ length: 20 }, join));
      begin();
      await until(() => early.every((ear) => ear.updates.length === 1));
      const late = await join();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect([opened(), late.updates.length]).toEqual([upstreams, upstreams - 1]);
      streams.close();
    }
  });

  it('misses nothing, however close to the first event it comes', async () => {
    for (let turns = 0; turns < 40; turns += 1) {
      const { join, begin, streams } = speaking('withCursors');
      await join();
      begin();
      for (let turn = 0; turn < turns; turn += 1) await undefined;
      const late = await join();
      await until(() => late.updates.length === 1);
      streams.close();
    }
  });
});
