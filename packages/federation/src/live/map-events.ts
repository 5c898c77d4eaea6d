import { Interruption } from '../ground/interruption.ts';

/**
 * Maps a stream, one event at a time. Not a generator function, because one of those would not hear
 * `return()` while it waits for the next event, and the upstream would stay open until then.
 */
export function mapEvents<From, To>(
  upstream: AsyncIterable<From>,
  signal: AbortSignal | undefined,
  map: (event: From) => Promise<To>,
): AsyncGenerator<To> {
  const events = upstream[Symbol.asyncIterator]();
  const ended: IteratorReturnResult<undefined> = { done: true, value: undefined };
  const over = new Interruption();
  const finish = (): void => {
    if (over.hasHappened) return;
    over.happen();
    signal?.removeEventListener('abort', finish);
    Promise.resolve(events.return?.()).catch(() => {});
  };
  if (signal?.aborted) finish();
  else signal?.addEventListener('abort', finish, { once: true });

  const step = async (): Promise<IteratorResult<To, undefined>> => {
    if (over.hasHappened) return ended;
    const next = await events.next();
    if (over.hasHappened) return ended;
    if (!next.done) return { done: false, value: await map(next.value) };
    finish();
    return ended;
  };
  // Calls of next() that do not wait for each other still get the events in order.
  let last: Promise<unknown> = Promise.resolve();
  const next = (): Promise<IteratorResult<To, undefined>> => {
    const result = last.then(step);
    const told = over.wait(result, () => ended);
    // After whoever waits has been told why.
    last = result.catch(finish);
    return told;
  };
  return {
    next,
    return: async () => {
      finish();
      return ended;
    },
    throw: async (error: unknown) => {
      finish();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => finish(),
  };
}
