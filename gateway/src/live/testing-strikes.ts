import type { Source, SourceResult } from '@lastmile/federation/source/source';

export const strikesSdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hour: Int } type Strike { cursor: ID! at: Int }
  type Subscription { struck(after: ID): Strike! }`;

/** A subgraph that is a function, with a log of strikes that it replays from a cursor. */
export function strikes() {
  const log: number[] = [];
  const waiting = new Set<() => void>();
  const seen = { subscribed: 0, open: 0 };
  const strike = (at: number) => {
    log.push(at);
    for (const wake of [...waiting]) wake();
  };
  const subscribe = (after: string | undefined): AsyncIterable<SourceResult> => {
    let position = after === undefined ? log.length : Number(after);
    let greeted = false;
    let over = false;
    let wake = () => {};
    seen.open += 1;
    const value = (change: string, at: number | null): IteratorResult<SourceResult, undefined> => {
      const cursor = String(position);
      return {
        done: false,
        value: { data: { struck: { cursor, at } }, extensions: { cursor, change } },
      };
    };
    const next = async (): Promise<IteratorResult<SourceResult, undefined>> => {
      if (!greeted) {
        greeted = true;
        return value('SUBSCRIBED', null);
      }
      while (!over && position >= log.length) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          waiting.add(resolve);
        });
        waiting.delete(wake);
      }
      if (over) return { done: true, value: undefined };
      const at = log[position] ?? null;
      position += 1;
      return value('STRUCK', at);
    };
    const end = async (): Promise<IteratorResult<SourceResult, undefined>> => {
      if (!over) seen.open -= 1;
      over = true;
      wake();
      return { done: true, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: end }) };
  };
  const source: Source = {
    execute: async () => ({ data: { hour: 12 } }),
    subscribe: async ({ variables }) => {
      seen.subscribed += 1;
      return subscribe(variables.resumeAfter__ as string | undefined);
    },
  };
  return { log, seen, strike, source };
}
