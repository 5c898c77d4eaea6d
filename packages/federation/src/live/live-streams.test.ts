import { describe, expect, it } from '@jest/globals';
import { createPlanner } from '../plan/plan.ts';
import type { Source } from '../source/source.ts';
import { buildGraph } from '../testing/build-graph.ts';
import { Ear, orderLog, ordersSdlWith } from '../testing/order-log.ts';
import { type Joined, LiveStreams, type LiveStreamsOptions } from './live-streams.ts';

const operation = `subscription Orders($shop: ID, $since: Cursor) {
  orderPlaced(shop: $shop, after: $since) { cursor change order { id buyer { name } } } }`;

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('It did not come to be');
}

async function start(options: Parameters<typeof orderLog>[0] & Partial<LiveStreamsOptions> = {}) {
  const world = orderLog(options);
  const { planner } = world.graph;
  let executions = 0;
  const streams = new LiveStreams({
    ...{ planner, sources: world.sources, ...options },
    onExecution: () => {
      executions += 1;
    },
  });
  const join = async (
    ear: Ear,
    more: { after?: string; rights?: string; shop?: string; text?: string } = {},
  ) => {
    const prepared = await planner.plan(more.text ?? operation);
    const rights = 'rights' in more ? more.rights : 'everybody';
    const joined = await streams.join(
      {
        ...{ prepared, planner, rights, contextFor: () => ({ rights }) },
        variables: more.text ? {} : { shop: more.shop, since: more.after },
      },
      ear,
    );
    if ('errors' in joined) throw new Error(JSON.stringify(joined.errors));
    return joined as Extract<Joined, { leave: unknown }>;
  };
  return { ...world, planner, streams, join, executions: () => executions };
}

describe('equal subscriptions', () => {
  it('share one upstream, one execution per event and the same bytes', async () => {
    const world = await start();
    const ears = Array.from({ length: 50 }, () => new Ear());
    for (const ear of ears) await world.join(ear);
    world.place('1');
    await until(() => ears.every((ear) => ear.ids.length === 1));
    expect([world.readers.size, world.executions(), world.seen.users]).toEqual([1, 1, 1]);
    expect(new Set(ears.map((ear) => ear.updates.at(-1)?.bytes)).size).toBe(1);
    expect(ears[0]?.answers.at(-1)).toEqual({
      data: {
        orderPlaced: { cursor: 'at-1', change: 'PLACED', order: { id: '1', buyer: { name: 'user b1' } } },
      },
      extensions: { cursor: 'at-1' },
    });
    world.streams.close();
    await until(() => world.readers.size === 0);
  });

  it('are told apart by rights and variables, and shared with nobody without rights', async () => {
    const world = await start();
    for (const more of [
      {},
      {},
      { rights: 'staff' },
      { shop: 's1' },
      { rights: undefined },
      { rights: undefined },
    ])
      await world.join(new Ear(), more as never);
    expect(world.streams.upstreams).toBe(5);
    world.streams.close();
  });

  it('greet each who joins, with a cursor from which nothing is missed', async () => {
    const world = await start();
    const [first, second] = [new Ear(), new Ear()];
    await world.join(first);
    world.place('1');
    await until(() => first.ids.length === 1);
    await world.join(second);
    world.place('2');
    await until(() => second.ids.length === 1);
    expect(second.answers.map(({ data, extensions }) => [data.orderPlaced.change, extensions])).toEqual([
      ['SUBSCRIBED', { cursor: 'at-1', change: 'SUBSCRIBED' }],
      ['PLACED', { cursor: 'at-2' }],
    ]);
    world.streams.close();
  });

  it('end upstream with the last of them', async () => {
    const world = await start();
    const places = [await world.join(new Ear()), await world.join(new Ear())];
    places[0]?.leave();
    expect(world.readers.size).toBe(1);
    places[1]?.leave();
    await until(() => world.readers.size === 0);
    expect(world.streams.upstreams).toBe(0);
  });
});

describe('who comes back with a cursor', () => {
  it('is served from memory where the stream still knows what came since', async () => {
    const world = await start();
    await world.join(new Ear());
    for (const id of ['1', '2', '3']) world.place(id);
    await until(() => world.executions() === 3);
    const back = new Ear();
    await world.join(back, { after: 'at-1' });
    expect(back.ids).toEqual(['2', '3']);
    expect([world.streams.upstreams, world.executions()]).toEqual([1, 3]);
    world.streams.close();
  });

  it('catches up on a stream of its own and meets the shared one, without gap or repetition', async () => {
    const world = await start();
    for (let at = 0; at < 100; at += 1) world.place(String(at));
    const [live, back] = [new Ear(), new Ear()];
    await world.join(live);
    await world.join(back, { after: 'at-10' });
    expect(world.streams.upstreams).toBe(2);
    for (let at = 100; at < 150; at += 1) {
      world.place(String(at));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => back.ids.length >= 140 && live.ids.length >= 50);
    expect(back.ids).toEqual(Array.from({ length: 140 }, (_, at) => String(at + 10)));
    expect(live.ids).toEqual(Array.from({ length: 50 }, (_, at) => String(at + 100)));
    await until(() => world.streams.upstreams === 1);
    expect(world.readers.size).toBe(1);
    const before = world.executions();
    world.place('150');
    await until(() => back.ids.length === 141 && live.ids.length === 51);
    expect(world.executions()).toBe(before + 1);
    world.streams.close();
  });

  it('is told to resync beyond the owner’s bound, in place of the greeting, and goes on from there', async () => {
    const world = await start({ replayMax: 5 });
    for (let at = 0; at < 10; at += 1) world.place(String(at));
    const [back, behind] = [new Ear(), new Ear()];
    await world.join(back, { after: 'at-1' });
    await until(() => back.updates.length === 1);
    // As late as the first, and served from its memory.
    await world.join(behind, { after: 'at-1' });
    expect([world.streams.upstreams, behind.updates.length]).toEqual([1, 1]);
    world.place('10');
    for (const ear of [back, behind]) {
      await until(() => ear.updates.length === 2);
      expect(ear.answers.map(({ data }) => data.orderPlaced.change)).toEqual(['RESYNC', 'PLACED']);
      expect(ear.answers[0]?.extensions).toEqual({ cursor: 'at-10', change: 'RESYNC' });
    }
    world.streams.close();
  });

  it('greets who comes after a resync as anybody else', async () => {
    const world = await start({ replayMax: 5 });
    for (let at = 0; at < 10; at += 1) world.place(String(at));
    const [back, next] = [new Ear(), new Ear()];
    await world.join(back, { after: 'at-1' });
    await until(() => back.updates.length === 1);
    await world.join(next, { after: 'at-10' });
    expect(next.answers).toEqual([
      {
        data: { orderPlaced: { cursor: 'at-10', change: 'SUBSCRIBED', order: null } },
        extensions: { cursor: 'at-10', change: 'SUBSCRIBED' },
      },
    ]);
    expect(world.streams.upstreams).toBe(1);
    world.streams.close();
  });

  it('may write its cursor into the document', async () => {
    const world = await start();
    for (const id of ['1', '2']) world.place(id);
    const back = new Ear();
    await world.join(back, {
      text: 'subscription { orderPlaced(after: "at-1") { cursor change order { id } } }',
    });
    await until(() => back.ids.length === 1);
    expect(back.ids).toEqual(['2']);
    world.streams.close();
  });
});

describe('the cursor that a client gives', () => {
  const withDefault = operation.replace('$since: Cursor', '$since: Cursor = "at-1"');
  const written = (cursor: string) =>
    operation.replace(', $since: Cursor', '').replace('after: $since', `after: ${cursor}`);
  const ask = async (text: string, variables: Record<string, unknown> = {}) => {
    const world = await start();
    for (const id of ['1', '2']) world.place(id);
    const { planner, streams } = world;
    const ear = new Ear();
    const prepared = await planner.plan(text);
    const joined = await streams.join(
      { prepared, planner, rights: 'x', contextFor: () => ({}), variables },
      ear,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    streams.close();
    return { joined, ids: ear.ids, opened: world.seen.opened };
  };

  it.each([
    ['by the default of its variable', withDefault, {}, 'at-1', ['2']],
    ['by the variable rather than its default', withDefault, { since: 'at-0' }, 'at-0', ['1', '2']],
    ['as null, which is now, whatever the default', withDefault, { since: null }, null, []],
    ['as a null that is written out', written('null'), {}, null, []],
    ['as a text that the owner is to judge', operation, { since: '' }, '', []],
  ])('may be given %s', async (_how, text, variables, after, ids) => {
    expect(await ask(text, variables)).toMatchObject({ ids, opened: [after] });
  });

  it.each([
    ['an object', operation, { since: { a: 1 } }],
    ['a list', operation, { since: ['at-1'] }],
    ['a number', operation, { since: 1 }],
    ['a Boolean', operation, { since: false }],
    ['a literal object', written('{a: 1}'), {}],
    ['a literal number', written('1'), {}],
    ['a default that is an object', operation.replace('$since: Cursor', '$since: Cursor = {a: 1}'), {}],
  ])('is refused where it is %s, rather than begun now', async (_what, text, variables) => {
    expect(await ask(text, variables)).toMatchObject({
      joined: {
        errors: [{ message: expect.stringMatching(/^after: /), extensions: { code: 'BAD_USER_INPUT' } }],
      },
      opened: [],
    });
  });
});

describe('a subgraph that goes away', () => {
  it('is subscribed to again from the last cursor: nothing is missed and nothing repeated', async () => {
    const world = await start();
    const ears = [new Ear(), new Ear()];
    for (const ear of ears) await world.join(ear);
    world.place('1');
    await until(() => ears.every((ear) => ear.ids.length === 1));
    world.goAway();
    for (const id of ['2', '3']) world.place(id);
    world.comeBack();
    await until(() => ears.every((ear) => ear.ids.length === 3));
    world.place('4');
    await until(() => ears.every((ear) => ear.ids.length === 4));
    for (const ear of ears) expect([ear.ids, ear.ends]).toEqual([['1', '2', '3', '4'], []]);
    expect(world.seen.opened).toEqual([null, 'at-1']);
    world.streams.close();
  });

  it('ends its subscriptions with a code when it stays away', async () => {
    const world = await start({ giveUpMs: 50 });
    const ear = new Ear();
    await world.join(ear);
    await until(() => ear.updates.length === 1);
    world.goAway();
    await until(() => ear.ends.length === 1);
    expect(ear.ends).toMatchObject([[{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]]);
    expect(world.streams.upstreams).toBe(0);
  });

  it('refuses who comes while it is away', async () => {
    const world = await start();
    world.goAway();
    await expect(world.join(new Ear())).rejects.toThrow(/SUBGRAPH_UNAVAILABLE/);
    expect(world.streams.upstreams).toBe(0);
  });
});

describe('a subgraph without cursors', () => {
  function counting() {
    const { planner, sources } = buildGraph({
      counting: {
        sdl: 'type Query { x: Int } type Subscription { count(to: Int!, after: Int): Int }',
        resolvers: {
          Subscription: {
            count: {
              subscribe: async function* (_: unknown, { to, after }: { to: number; after?: number }) {
                for (let at = (after ?? 0) + 1; at <= to; at += 1) yield { count: at };
              },
            },
          },
        },
      },
    });
    const streams = new LiveStreams({ planner, sources });
    return async (document: string) => {
      const ear = new Ear();
      const prepared = await planner.plan(document);
      await streams.join({ prepared, planner, rights: 'x', contextFor: () => ({}) }, ear);
      await until(() => ear.ends.length === 1);
      return [ear.updates.map(({ bytes }) => bytes.toString()), ear.ends];
    };
  }

  it('completes its subscribers when it has nothing more to say', async () => {
    const hear = counting();
    expect(await hear('subscription { count(to: 2) }')).toEqual([
      ['{"data":{"count":1}}', '{"data":{"count":2}}'],
      ['complete'],
    ]);
  });

  it('is asked by its own argument, whatever that means to it', async () => {
    const hear = counting();
    const document = 'subscription { count(to: 3, after: 1) }';
    const answer = [['{"data":{"count":2}}', '{"data":{"count":3}}'], ['complete']];
    expect(await Promise.all([hear(document), hear(document)])).toEqual([answer, answer]);
    expect(await hear('subscription { count(to: 3, after: 3) }')).toEqual([[], ['complete']]);
  });
});

describe('a new supergraph', () => {
  it('takes over under live subscriptions; only what it no longer has is ended', async () => {
    const world = await start({ sdl: ordersSdlWith('note: String') });
    const [stays, goes] = [new Ear(), new Ear()];
    await world.join(stays);
    await world.join(goes, { text: 'subscription { orderPlaced { cursor change note } }' });
    world.place('1');
    await until(() => stays.ids.length === 1);
    await world.streams.replan(createPlanner(orderLog().graph.supergraphSdl));
    world.place('2');
    await until(() => stays.ids.length === 2);
    expect([stays.ids, stays.ends]).toEqual([['1', '2'], []]);
    expect(goes.ends).toMatchObject([[{ extensions: { code: 'SCHEMA_CHANGED' } }]]);
    world.streams.close();
  });

  it('that moves the field to another subgraph is followed there from the last cursor', async () => {
    const world = await start();
    const ear = new Ear();
    await world.join(ear);
    world.place('1');
    await until(() => ear.ids.length === 1);
    const moved = buildGraph({ shop: { sdl: world.ordersSdl }, users: { sdl: world.usersSdl } });
    world.sources.set('shop', world.sources.get('orders') as Source);
    for (const id of ['2', '3']) world.place(id);
    await world.streams.replan(moved.planner);
    for (const id of ['4', '5']) world.place(id);
    await until(() => ear.ids.length === 5);
    expect([ear.ids, ear.ends]).toEqual([['1', '2', '3', '4', '5'], []]);
    expect(world.seen.opened).toHaveLength(2);
    expect(world.readers.size).toBe(1);
    world.streams.close();
  });
});
