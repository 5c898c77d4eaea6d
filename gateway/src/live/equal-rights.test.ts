import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createPlanner } from '@lastmile/federation/plan/plan';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { type EqualRights, equalRights } from './equal-rights.ts';

const sdl = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
const supergraph = { sdl, hash: 'one', planner: createPlanner(sdl) };

const user = (id: string, more: Partial<Actor> = {}): Actor => ({
  ...{ ...anonymous, kind: 'user', id, sessionId: `session of ${id}`, version: id.length },
  ...more,
});
const member = (customerId: string, role: 'owner' | 'payer' | 'viewer') =>
  ({ customerId, role: role.toUpperCase() }) as unknown as Actor['memberships'][number];
const staff = (...permissions: string[]) => ({
  staff: [{ permissions, scope: { legalEntities: 'all', regions: 'all' } }] as unknown as Actor['staff'],
});

const invoices = `subscription ($customerId: ID) {
  invoiceUpdated(customerId: $customerId) { change invoice { number customer { name } } } }`;

async function rightsOf(
  actor: Actor,
  document = invoices,
  variables: Record<string, unknown> = { customerId: 'c1' },
): Promise<EqualRights | undefined> {
  return equalRights(supergraph, await supergraph.planner.plan(document), variables, { actor });
}

describe('rights that are equal', () => {
  it('are those of users with the same role in the customer that is named, whatever else they belong to', async () => {
    const ann = await rightsOf(user('ann', { memberships: [member('c1', 'owner')] }));
    const bob = await rightsOf(
      user('robert', { memberships: [member('c2', 'payer'), member('c1', 'owner')] }),
    );
    expect(bob).toEqual(ann);
    expect(ann?.actor).toMatchObject({ kind: 'user', memberships: [member('c1', 'owner')] });
    expect(JSON.stringify(ann)).not.toMatch(/ann|session/);
  });

  it('are told apart by role, by what one may as staff, and by all memberships where no customer is named', async () => {
    const owner = user('ann', { memberships: [member('c1', 'owner')] });
    const keys = [
      await rightsOf(owner),
      await rightsOf(user('bob', { memberships: [member('c1', 'payer')] })),
      await rightsOf(user('eve')),
      await rightsOf(user('sue', staff('invoice:read', 'payment:read'))),
      await rightsOf(user('tom', staff('invoice:read'))),
      await rightsOf(anonymous),
    ].map((rights) => rights?.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect((await rightsOf(user('una', staff('payment:read', 'invoice:read'))))?.key).toBe(keys[3]);
    const document = 'subscription { invoiceUpdated(accountId: "a1") { change } }';
    const both = user('bob', { memberships: [member('c1', 'owner'), member('c2', 'payer')] });
    expect((await rightsOf(owner, document))?.key).not.toBe((await rightsOf(both, document))?.key);
  });

  it.each([
    ['letters of a user', 'subscription ($id: ID!) { notificationReceived(userId: $id) { change } }'],
    [
      'a way to a user',
      'subscription { invoiceUpdated { invoice { customer { memberships { nodes { user { id } } } } } } }',
    ],
    [
      'letters of a customer',
      'subscription { invoiceUpdated { invoice { customer { notifications { nodes { id } } } } } }',
    ],
  ])('are nobody’s where the operation reads the user: %s', async (_what, document) => {
    expect(await rightsOf(user('ann'), document)).toBeUndefined();
  });
});
