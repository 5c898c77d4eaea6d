import { describe, expect, it } from '@jest/globals';
import { HashGate } from './hash-gate.ts';

describe('The gate before hashing', () => {
  it('Given more than may run and wait, When they come at once, Then the rest is refused and no more run than may', async () => {
    const gate = new HashGate(2, 3);
    let running = 0;
    let most = 0;
    const task = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 7 }, () => gate.run(task)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(most).toBe(2);
  });

  it('Given a task that failed, Then its place is free again', async () => {
    const gate = new HashGate(1, 1);
    await expect(gate.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(gate.run(async () => 'next')).resolves.toBe('next');
  });
});
