/**
 * A stream whose values are mapped; those that map to `undefined` are left out. Unlike an async generator with a
 * `for await`, ending it ends the upstream at once, even while it waits for the next value: an unsubscribed client
 * must not hold its place until something happens.
 */
export function mapStream<From, To>(
  stream: AsyncGenerator<From, void, void>,
  map: (value: From) => Promise<To | undefined> | To | undefined,
): AsyncGenerator<To, void, void> {
  let ended = false;
  const next = async (): Promise<IteratorResult<To, void>> => {
    while (!ended) {
      const { value, done } = await stream.next();
      if (done) break;
      const mapped = await map(value);
      if (mapped !== undefined && !ended) return { done: false, value: mapped };
    }
    return { done: true, value: undefined };
  };
  const end = async (): Promise<IteratorResult<To, void>> => {
    ended = true;
    await stream.return();
    return { done: true, value: undefined };
  };
  return {
    next,
    return: end,
    throw: async (error) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}
