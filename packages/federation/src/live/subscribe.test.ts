import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { isEventStream } from '../source/source.ts';
import { buildGraph } from '../testing/build-graph.ts';
import { subscribeOperation } from './subscribe.ts';

function twoSubgraphs(events: unknown[], onReturn: () => void = () => {}) {
  return buildGraph({
    orders: {
      sdl: `type Query { x: Int } type Subscription { orderPlaced(min: Int): Order }
        type Order @key(fields: "id") { id: ID! buyer: User } type User @key(fields: "id") { id: ID! }`,
      resolvers: {
        Subscription: {
          orderPlaced: {
            subscribe: () => {
              const left = [...events];
              return {
                next: () =>
                  left.length > 0
                    ? Promise.resolve({ done: false, value: { orderPlaced: left.shift() } })
                    : new Promise(() => {}),
                return: () => {
                  onReturn();
                  return Promise.resolve({ done: true, value: undefined });
                },
                [Symbol.asyncIterator]() {
                  return this;
                },
              };
            },
          },
        },
      },
    },
    users: {
      sdl: `type User @key(fields: "id") { id: ID! name: String contextSeen: String }`,
      resolvers: {
        User: {
          name: (user: { id: string }) => `user ${user.id}`,
          contextSeen: (_: unknown, __: unknown, context: { event?: number }) => String(context.event),
        },
      },
    },
  });
}

const operation = 'subscription { placed: orderPlaced { buyer { name contextSeen } id } }';

function asStream(
  answer: AsyncGenerator<ExecutionResult> | ExecutionResult,
): AsyncGenerator<ExecutionResult> {
  if (!isEventStream(answer as never)) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer as AsyncGenerator<ExecutionResult>;
}

describe('a subscription over two subgraphs', () => {
  it('completes each event with the other subgraph, each with a context of its own', async () => {
    const graph = twoSubgraphs([
      { id: 'a', buyer: { id: '1' } },
      { id: 'b', buyer: null },
    ]);
    const prepared = await graph.planner.plan(operation);
    let count = 0;
    const stream = asStream(
      await subscribeOperation(prepared, {
        sources: graph.sources,
        contextFor: () => {
          count += 1;
          return { event: count };
        },
      }),
    );
    const first = await stream.next();
    const second = await stream.next();
    expect(JSON.stringify([first.value, second.value])).toBe(
      '[{"data":{"placed":{"buyer":{"name":"user 1","contextSeen":"1"},"id":"a"}}},{"data":{"placed":{"buyer":null,"id":"b"}}}]',
    );
    await stream.return(undefined);
  });

  it('ends the upstream at once when it is returned while it waits', async () => {
    let returned = 0;
    const graph = twoSubgraphs([], () => {
      returned += 1;
    });
    const prepared = await graph.planner.plan(operation);
    const stream = asStream(await subscribeOperation(prepared, { sources: graph.sources, context: {} }));
    const waiting = stream.next();
    await stream.return(undefined);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(returned).toBe(1);
  });

  it('ends the upstream when the signal fires', async () => {
    let returned = 0;
    const graph = twoSubgraphs([], () => {
      returned += 1;
    });
    const prepared = await graph.planner.plan(operation);
    const cancel = new AbortController();
    const stream = asStream(
      await subscribeOperation(prepared, { sources: graph.sources, context: {}, signal: cancel.signal }),
    );
    const waiting = stream.next();
    cancel.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(returned).toBe(1);
  });

  it('ends with what its context threw, and ends the upstream', async () => {
    let returned = 0;
    const graph = twoSubgraphs([{ id: 'a', buyer: null }], () => {
      returned += 1;
    });
    const prepared = await graph.planner.plan(operation);
    const contextFor = () => {
      throw new Error('signed out');
    };
    const stream = asStream(await subscribeOperation(prepared, { sources: graph.sources, contextFor }));
    await expect(stream.next()).rejects.toThrow('signed out');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(returned).toBe(1);
  });

  it('keeps nothing of the events that have been read', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const events = Array.from({ length: 200 }, (_, at) => ({ id: String(at), buyer: null }));
    const graph = twoSubgraphs(events);
    const prepared = await graph.planner.plan(operation);
    const stream = asStream(await subscribeOperation(prepared, { sources: graph.sources }));
    const read: WeakRef<ExecutionResult>[] = [];
    for (const _ of events) read.push(new WeakRef((await stream.next()).value));
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(read.filter((one) => one.deref() !== undefined).length).toBeLessThan(10);
    await stream.return(undefined);
  });

  it('is refused with an error when a variable is wrong', async () => {
    const graph = twoSubgraphs([]);
    const prepared = await graph.planner.plan('subscription ($min: Int!) { orderPlaced(min: $min) { id } }');
    const answer = await subscribeOperation(prepared, { sources: graph.sources, variables: { min: 'many' } });
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('is refused with an error when its source is missing', async () => {
    const graph = twoSubgraphs([]);
    const prepared = await graph.planner.plan(operation);
    const answer = await subscribeOperation(prepared, { sources: new Map() });
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
  });
});
