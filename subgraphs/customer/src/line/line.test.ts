import { describe, expect, it } from '@jest/globals';
import { checkVisit, missingForActivation } from '../application/application.ts';
import { portRefusal } from './line.ts';

describe('a port', () => {
  const port = { status: 'FREE', ours: false, heldByAnotherLine: false } as const;

  it('Given it is free, then a line can be attached', () => {
    expect(portRefusal(port)).toBeNull();
  });

  it('Given it is retired, then not, whoever stood on it', () => {
    expect(portRefusal({ ...port, status: 'RETIRED', ours: true })).toBe('RETIRED');
  });

  it('Given another line stands on it, then not, though monitoring still calls it free', () => {
    expect(portRefusal({ ...port, heldByAnotherLine: true })).toBe('USED');
  });

  it('Given monitoring calls it used and no line of ours ever stood there, then something else does', () => {
    expect(portRefusal({ ...port, status: 'USED' })).toBe('USED');
  });

  it('Given our line left it and monitoring has not heard yet, then it is free', () => {
    expect(portRefusal({ ...port, status: 'USED', ours: true })).toBeNull();
  });
});

describe('activation', () => {
  it('waits for contract, line and device', () => {
    expect(missingForActivation({ contractStatus: 'DRAFT', linePortId: null, devicesInstalled: 0 })).toEqual([
      'SIGNED_CONTRACT',
      'ATTACHED_LINE',
      'INSTALLED_DEVICE',
    ]);
    expect(missingForActivation({ contractStatus: 'SIGNED', linePortId: 'p', devicesInstalled: 1 })).toEqual(
      [],
    );
  });
});

describe('a visit', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const at = (text: string) => new Date(text);

  it.each([
    ['2026-11-23T11:00:00Z', '2026-11-23T13:00:00Z', 'in the past'],
    ['2026-11-24T11:00:00Z', '2026-11-24T11:00:00Z', 'ends before it begins'],
    ['2026-11-24T11:00:00Z', '2026-11-25T11:00:01Z', 'at most a day'],
  ])('from %s to %s is refused: %s', (from, to, words) => {
    expect(() => checkVisit({ startsAt: at(from), endsAt: at(to) }, now)).toThrow(words);
  });
});
