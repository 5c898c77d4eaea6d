import { describe, expect, it } from '@jest/globals';
import { mapStream } from './map-stream.ts';

/** A stream like a live one: waits for ever after its values, and can be ended while it waits. */
function endless(values: number[]) {
  let release = () => {};
  const state = { ended: false };
  const stream = {
    next: () =>
      values.length > 0
        ? Promise.resolve({ done: false, value: values.shift() })
        : new Promise((resolve) => {
            release = () => resolve({ done: true, value: undefined });
          }),
    return: async () => {
      state.ended = true;
      release();
      return { done: true, value: undefined };
    },
  } as unknown as AsyncGenerator<number, void, void>;
  return { stream, state };
}

describe('a mapped stream', () => {
  it('yields what is mapped and leaves out what maps to undefined', async () => {
    const { stream } = endless([1, 2, 3]);
    const odd = mapStream(stream, (value) => (value % 2 === 1 ? `odd ${value}` : undefined));
    expect([(await odd.next()).value, (await odd.next()).value]).toEqual(['odd 1', 'odd 3']);
  });

  it('ends its upstream at once, also while it waits', async () => {
    const { stream, state } = endless([]);
    const mapped = mapStream(stream, (value) => value);
    const waiting = mapped.next();
    await mapped.return();
    expect(state.ended).toBe(true);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('throws what mapping throws', async () => {
    const { stream } = endless([1]);
    const mapped = mapStream(stream, () => {
      throw new Error('no');
    });
    await expect(mapped.next()).rejects.toThrow('no');
  });
});
