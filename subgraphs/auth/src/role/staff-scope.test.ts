import { describe, expect, it } from '@jest/globals';
import type { Actor, StaffScope } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';
import { everywhere, notHeld, readPermissions, readScope } from './staff-scope.ts';

const [north, south] = [newId(), newId()];
const staff = (...grants: [Permission[], StaffScope][]): Actor => ({
  kind: 'user',
  id: newId(),
  version: 1,
  membershipVersion: 0,
  memberships: [],
  staff: grants.map(([permissions, scope]) => ({ permissions, scope })),
});
const within = (...regions: string[]): StaffScope => ({ legalEntities: 'all', regions });

describe('Giving away rights', () => {
  it('Given a right held everywhere, Then it can be given anywhere', () => {
    const actor = staff([['node:manage'], everywhere]);
    expect(notHeld(actor, ['node:manage'], within(north))).toEqual([]);
  });

  it('Given a right held in one region, Then it cannot be given elsewhere, nor everywhere', () => {
    const actor = staff([['node:manage'], within(north)]);
    expect(notHeld(actor, ['node:manage'], within(north))).toEqual([]);
    expect(notHeld(actor, ['node:manage'], within(south))).toEqual(['node:manage']);
    expect(notHeld(actor, ['node:manage'], within(north, south))).toEqual(['node:manage']);
    expect(notHeld(actor, ['node:manage'], everywhere)).toEqual(['node:manage']);
  });

  it('Given a right that is not held, Then it is named', () => {
    expect(notHeld(staff([['node:read'], everywhere]), ['node:read', 'role:manage'], everywhere)).toEqual([
      'role:manage',
    ]);
  });

  it('refuses names that are no permissions, and those that only the house’s parts hold', () => {
    expect(readPermissions(['node:read', 'node:read', 'line:read'])).toEqual(['line:read', 'node:read']);
    expect(() => readPermissions(['node:reed'])).toThrow('permissions');
    expect(() => readPermissions(['actor:read'])).toThrow('permissions');
    expect(() => readPermissions(['__proto__'])).toThrow('permissions');
  });

  it('reads a scope, and refuses an empty or malformed one', () => {
    expect(readScope(null)).toEqual(everywhere);
    expect(readScope({ regionIds: [north, north] })).toEqual(within(north));
    expect(() => readScope({ regionIds: [] })).toThrow('regionIds');
    expect(() => readScope({ legalEntityIds: ['1'] })).toThrow('legalEntityIds');
  });
});
