import { describe, expect, it } from '@jest/globals';
import { applicationTransitions } from '../application/application.ts';
import { contractTransitions } from '../contract/contract.ts';
import { customerTransitions } from '../customer/customer.ts';
import { deviceTransitions } from '../device/device.ts';
import { lineTransitions } from '../line/line.ts';
import { next, type Transitions } from './transition.ts';

const tables = {
  application: { table: applicationTransitions, start: 'SUBMITTED' },
  contract: { table: contractTransitions, start: 'DRAFT' },
  customer: { table: customerTransitions, start: 'ACTIVE' },
  device: { table: deviceTransitions, start: 'STOCK' },
  line: { table: lineTransitions, start: 'PLANNED' },
} as unknown as Record<string, { table: Transitions<string, string>; start: string }>;

describe.each(Object.entries(tables))('the states of a %s', (_name, { table, start }) => {
  it('are all reached from the first one', () => {
    const reached = new Set([start]);
    for (const state of reached)
      for (const to of Object.values(table[state] ?? {})) reached.add(to as string);
    expect([...reached].sort()).toEqual(Object.keys(table).sort());
  });

  it('lead somewhere that is a state', () => {
    const targets = Object.values(table).flatMap((actions) => Object.values(actions));
    expect(targets.filter((target) => !((target as string) in table))).toEqual([]);
  });
});

describe('an application', () => {
  it('Given it is approved, when it is approved again, then there is no way', () => {
    expect(next(applicationTransitions, 'APPROVED', 'approve')).toBeNull();
  });

  it('Given it is activated, rejected or withdrawn, then nothing can be done any more', () => {
    for (const state of ['ACTIVATED', 'REJECTED', 'WITHDRAWN'] as const)
      expect(applicationTransitions[state]).toEqual({});
  });

  it('Given something is installed, when the customer withdraws, then they must turn to staff', () => {
    expect(next(applicationTransitions, 'INSTALLED', 'withdraw')).toBeNull();
    expect(next(applicationTransitions, 'INSTALLED', 'reject')).toBe('REJECTED');
  });
});

describe('a device', () => {
  it('Given it came back, when it is to be installed, then it goes into stock first', () => {
    expect(next(deviceTransitions, 'RETURNED', 'install')).toBeNull();
    expect(next(deviceTransitions, 'RETURNED', 'restock')).toBe('STOCK');
  });

  it('Given it is scrapped, then it stays so', () => {
    expect(deviceTransitions.SCRAPPED).toEqual({});
  });
});
