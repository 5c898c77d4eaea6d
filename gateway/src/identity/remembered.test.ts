import { describe, expect, it } from '@jest/globals';
import { Remembered } from './remembered.ts';

/** Somebody who answers when the test says so. */
function slowOracle() {
  const waiting: ((value: { owner: string; version: number } | null) => void)[] = [];
  const remembered = new Remembered<{ owner: string; version: number }>({
    fetch: () => new Promise((resolve) => waiting.push(resolve)),
    ownerOf: ({ owner }) => owner,
    freshMs: 60_000,
  });
  const answer = async (version: number | null) => {
    waiting.shift()?.(version === null ? null : { owner: 'ann', version });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { remembered, answer, asked: () => waiting.length };
}

describe('What is remembered', () => {
  it('is asked for once, by however many, and again after its owner was forgotten', async () => {
    const { remembered, answer, asked } = slowOracle();
    const both = Promise.all([remembered.get('k'), remembered.get('k')]);
    expect(asked()).toBe(1);
    await answer(1);
    expect(await both).toEqual([
      { owner: 'ann', version: 1 },
      { owner: 'ann', version: 1 },
    ]);
    remembered.forgetOwner('ben');
    void remembered.get('k');
    expect(asked()).toBe(0);
    remembered.forgetOwner('ann');
    void remembered.get('k');
    expect(asked()).toBe(1);
  });

  it('Given a change that is told while the first question is on its way, Then the old answer is not kept', async () => {
    const { remembered, answer, asked } = slowOracle();
    const first = remembered.get('k');
    remembered.forgetOwner('ann');
    await answer(1);
    expect((await first)?.version).toBe(1);
    const second = remembered.get('k');
    expect(asked()).toBe(1);
    await answer(2);
    expect((await second)?.version).toBe(2);
  });

  it('Given that there was nothing, Then any change asks again: what is nobody’s may have become theirs', async () => {
    const { remembered, answer, asked } = slowOracle();
    const none = remembered.get('k');
    await answer(null);
    expect(await none).toBeNull();
    remembered.forgetOwner('ann');
    const late = remembered.get('k');
    remembered.forgetOwner('ann');
    await answer(null);
    expect(await late).toBeNull();
    void remembered.get('k');
    expect(asked()).toBe(1);
  });

  it('is also that there is none, and not that asking failed', async () => {
    const { remembered, answer, asked } = slowOracle();
    const none = remembered.get('k');
    await answer(null);
    expect(await none).toBeNull();
    void remembered.get('k');
    expect(asked()).toBe(0);
    let isBroken = true;
    const other = new Remembered<{ owner: string }>({
      fetch: async () => {
        if (isBroken) throw new Error('away');
        return { owner: 'ann' };
      },
      ownerOf: ({ owner }) => owner,
      freshMs: 60_000,
    });
    await expect(other.get('k')).rejects.toThrow('away');
    isBroken = false;
    expect(await other.get('k')).toEqual({ owner: 'ann' });
  });
});
