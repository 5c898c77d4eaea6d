import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { domainActor } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import { actorChanged } from '@lastmile/messaging/events/auth/user';
import { membershipAdded, membershipRemoved } from '@lastmile/messaging/events/customer/customer';
import { startTestAuth, type TestAuth } from '../testing.ts';
import { saveMembership } from './actor.store.ts';

let auth: TestAuth;
beforeAll(async () => {
  auth = await startTestAuth();
});
afterAll(() => auth.stop());

const gateway = domainActor('gateway', ['actor:read']);
type Role = 'owner' | 'payer' | 'viewer';
const said = (
  definition: typeof membershipAdded | typeof membershipRemoved,
  data: Parameters<typeof eventOf>[0],
) => auth.receive(definition as typeof membershipAdded, eventOf(data));
const eventOf = (data: { userId: string; customerId: string; role: Role; userVersion: number }) => ({
  key: data.customerId,
  subject: newId(),
  data: { membershipId: newId(), ...data },
  ids: { customerid: data.customerId, userid: data.userId },
});

describe('The actor of a session', () => {
  it('is what the gateway asks for, as JSON, and null for a session that is not there', async () => {
    const { sessionId, userId } = await auth.signedIn('plain@example.com');
    const ask = (id: string) =>
      auth.execute({
        query: 'query($id: ID!) { actorOfSession(sessionId: $id) }',
        variables: { id },
        actor: gateway,
      });
    expect((await ask(sessionId)).data).toEqual({
      actorOfSession: {
        kind: 'user',
        id: userId,
        sessionId,
        version: 1,
        membershipVersion: 0,
        staff: [],
        memberships: [],
      },
    });
    for (const id of [newId(), 'x']) expect((await ask(id)).data).toEqual({ actorOfSession: null });
    const byUser = await auth.execute({
      query: 'query($id: ID!) { actorOfUser(userId: $id) }',
      variables: { id: userId },
      actor: gateway,
    });
    expect(byUser.data?.actorOfUser).toMatchObject({ id: userId, memberships: [] });
  });

  it('learns memberships from the customer domain, and each one bumps and tells its version', async () => {
    const { sessionId, userId } = await auth.signedIn('member@example.com');
    const [a, b] = [newId(), newId()];
    await said(membershipAdded, { userId, customerId: a, role: 'owner', userVersion: 1 });
    await said(membershipAdded, { userId, customerId: b, role: 'viewer', userVersion: 2 });
    const both = await auth.actorOf(sessionId);
    expect(both).toMatchObject({ version: 3, membershipVersion: 2 });
    expect(both?.memberships).toHaveLength(2);
    await said(membershipRemoved, { userId, customerId: a, role: 'owner', userVersion: 3 });
    expect(await auth.actorOf(sessionId)).toMatchObject({
      version: 4,
      membershipVersion: 3,
      memberships: [{ customerId: b, role: 'viewer' }],
    });
    const told = (await auth.emitted(actorChanged)).filter(({ subject }) => subject === userId);
    expect(told.map(({ data }) => data.version)).toEqual([2, 3, 4]);
  });

  it('Given changes that arrive out of order or again, Then the newest stands and an ended one stays ended', async () => {
    const { sessionId, userId } = await auth.signedIn('disorder@example.com');
    const customerId = newId();
    const change = (userVersion: number, active: boolean, role: Role) =>
      auth
        .context()
        .transaction((work) => saveMembership(work, { userId, customerId, role, active, userVersion }));
    expect(await change(3, false, 'owner')).toBe(true);
    expect(await change(1, true, 'owner')).toBe(false);
    expect(await change(3, true, 'owner')).toBe(false);
    expect((await auth.actorOf(sessionId))?.memberships).toEqual([]);
    expect(await change(4, true, 'payer')).toBe(true);
    expect((await auth.actorOf(sessionId))?.memberships).toEqual([{ customerId, role: 'payer' }]);
  });

  it('Given a membership of a user who is not known yet, Then it holds once they are', async () => {
    const userId = newId();
    const customerId = newId();
    await said(membershipAdded, { userId, customerId, role: 'owner', userVersion: 1 });
    const { importUsers } = await import('../user/import-users.ts');
    await importUsers(auth.context(), [
      { id: userId, email: 'late@example.com', displayName: 'Late', locale: 'en' },
    ]);
    const { data } = await auth.execute({
      query: 'query($id: ID!) { actorOfUser(userId: $id) }',
      variables: { id: userId },
      actor: gateway,
    });
    expect(data?.actorOfUser).toMatchObject({
      memberships: [{ customerId, role: 'owner' }],
      membershipVersion: 1,
    });
  });
});
