import { describe, expect, it } from '@jest/globals';
import {
  type Actor,
  anonymous,
  assertMay,
  customersWith,
  domainActor,
  isRelated,
  may,
  mayAnywhere,
} from './actor.ts';

const user: Actor = {
  ...anonymous,
  kind: 'user',
  id: 'ann',
  memberships: [
    { customerId: 'a', role: 'payer' },
    { customerId: 'b', role: 'viewer' },
  ],
};
const staff: Actor = {
  ...anonymous,
  kind: 'user',
  id: 'sam',
  staff: [{ permissions: ['invoice:read'], scope: { legalEntities: ['north'], regions: 'all' } }],
};

describe('rights', () => {
  it('count by the role in the object’s own customer: who pays in A and looks on in B pays nothing of B’s', () => {
    expect(may(user, 'invoice:pay', { customerId: 'a' })).toBe(true);
    expect(may(user, 'invoice:pay', { customerId: 'b' })).toBe(false);
    expect(may(user, 'invoice:read', { customerId: 'b' })).toBe(true);
    expect(may(user, 'invoice:read', { customerId: 'c' })).toBe(false);
    expect(customersWith(user, 'invoice:pay')).toEqual(['a']);
  });

  it('hold about oneself only about oneself', () => {
    expect(may(user, 'session:end', { userId: 'ann' })).toBe(true);
    expect(may(user, 'session:end', { userId: 'bob' })).toBe(false);
    expect(may(user, 'session:end')).toBe(false);
    expect(mayAnywhere(user, 'session:end')).toBe(true);
    expect(may({ ...anonymous, id: 'ann' }, 'session:end', { userId: 'ann' })).toBe(false);
  });

  it('of staff end with their scope', () => {
    expect(may(staff, 'invoice:read', { customerId: 'x', legalEntityId: 'north' })).toBe(true);
    expect(may(staff, 'invoice:read', { customerId: 'x', legalEntityId: 'south' })).toBe(false);
    expect(isRelated(staff, { legalEntityId: 'south' })).toBe(false);
  });

  it('of the public are everybody’s', () => {
    expect(may(anonymous, 'tariff:read')).toBe(true);
    expect(mayAnywhere(anonymous, 'invoice:read')).toBe(false);
  });

  it('are refused early only where no object could give them', () => {
    expect(mayAnywhere({ ...user, memberships: [] }, 'invoice:read')).toBe(true);
    expect(mayAnywhere(user, 'invoice:manage')).toBe(false);
    expect(mayAnywhere(staff, 'invoice:manage')).toBe(false);
  });

  it('that lack are told: sign in, or which permission it is', () => {
    expect(() => assertMay(anonymous, 'invoice:read')).toThrow(/Sign in first/);
    expect(() => assertMay(user, 'invoice:manage', { customerId: 'a' })).toThrow(/invoice:manage/);
    expect(() => assertMay(domainActor('billing', ['invoice:manage']), 'invoice:manage')).not.toThrow();
  });
});
