import { describe, expect, it } from '@jest/globals';
import { type DecisionInput, decideEvent } from './decide-event.ts';
import { defineEvent } from './define-event.ts';
import type { EventEnvelope } from './envelope.ts';
import { orderPlaced, orderShipped } from './testing.ts';

const started = new Date('2026-11-23T10:00:00.000Z');

function decide(given: {
  sequence?: number | null;
  parked?: boolean;
  epoch?: number;
  kind?: 'projection' | 'reaction';
  maxAgeMs?: number;
  event?: Partial<EventEnvelope>;
}) {
  const event = {
    type: orderPlaced.type,
    streamsequence: 1,
    epoch: 1,
    recordedat: '2026-11-23T10:00:05.000Z',
  };
  const input: DecisionInput = {
    handler: {
      kind: given.kind ?? 'projection',
      on: [orderPlaced],
      ...(given.maxAgeMs === undefined ? {} : { maxAgeMs: given.maxAgeMs }),
    },
    event: { ...event, ...given.event } as EventEnvelope,
    entry: { sequence: given.sequence ?? null, epoch: given.epoch ?? 1, parked: given.parked ?? false },
    startedAt: started,
    now: new Date('2026-11-23T10:01:00.000Z'),
  };
  return decideEvent(input);
}

describe('the rules of the inbox', () => {
  it('skip what is at or below the last sequence, even behind parked events', () => {
    expect(decide({ sequence: 3, event: { streamsequence: 3 } })).toEqual({ kind: 'skip' });
    expect(decide({ sequence: 3, parked: true, event: { streamsequence: 2 } })).toEqual({ kind: 'skip' });
  });

  it('park what comes behind parked events', () => {
    expect(decide({ sequence: 3, parked: true, event: { streamsequence: 4 } }).kind).toBe('park');
    expect(decide({ sequence: 3, parked: true, event: { streamsequence: 9 } }).kind).toBe('park');
  });

  it('have a projection expect the first event', () => {
    expect(decide({ event: { streamsequence: 1 } })).toEqual({ kind: 'apply' });
    expect(decide({ event: { streamsequence: 2 } })).toEqual({ kind: 'gap', expected: 1 });
  });

  it('have a reaction take the first event after its start, and what follows it whenever it was written', () => {
    const reaction = { kind: 'reaction' as const };
    const earlier = '2026-11-23T09:59:59.999Z';
    expect(decide({ ...reaction, event: { streamsequence: 7 } })).toEqual({ kind: 'apply' });
    expect(decide({ ...reaction, event: { recordedat: started.toISOString() } })).toEqual({ kind: 'apply' });
    expect(decide({ ...reaction, event: { recordedat: earlier } })).toEqual({ kind: 'skip' });
    expect(decide({ ...reaction, sequence: 7, event: { streamsequence: 8, recordedat: earlier } })).toEqual({
      kind: 'apply',
    });
    expect(decide({ ...reaction, sequence: 7, event: { streamsequence: 9 } })).toEqual({
      kind: 'gap',
      expected: 8,
    });
  });

  it('let a reaction that is worthless when late pass over what is too old', () => {
    expect(decide({ kind: 'reaction', maxAgeMs: 54_000 })).toEqual({ kind: 'pass', expired: true });
    expect(decide({ kind: 'reaction', maxAgeMs: 56_000 })).toEqual({ kind: 'apply' });
  });

  it('count other events of the stream, and park versions that are not known', () => {
    expect(decide({ event: { type: orderShipped.type } })).toEqual({ kind: 'pass', expired: false });
    const next = defineEvent({ type: 'shop.order.placed.v2', root: 'customer', about: 'New.', data: {} });
    expect(decide({ event: { type: next.type } })).toMatchObject({
      kind: 'park',
      reason: expect.stringContaining('shop.order.placed.v2 is a version'),
    });
  });

  it('park a stream as diverged when its log was restored to before what was applied', () => {
    const decision = decide({ sequence: 9, event: { streamsequence: 5, epoch: 2 } });
    expect(decision).toMatchObject({ kind: 'park', reason: expect.stringContaining('diverged') });
    expect(decide({ sequence: 9, event: { streamsequence: 10, epoch: 2 } })).toEqual({ kind: 'apply' });
  });
});
