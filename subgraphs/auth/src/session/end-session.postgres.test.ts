import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import { sessionEnded, userDeactivated } from '@lastmile/messaging/events/auth/user';
import { staffActor } from '@lastmile/subgraph/testing';
import { changePassword } from '../password/change-password.ts';
import { goodPassword, startTestAuth, type TestAuth } from '../testing.ts';
import { deactivateUser } from '../user/deactivate-user.ts';
import { refreshSession } from './refresh-session.ts';
import { signIn } from './sign-in.ts';

const end = `mutation($id: ID!) { endSession(input: {sessionId: $id}) {
  __typename ... on EndSessionSuccess { session { id endReason } } ... on Problem { code } } }`;
const endOthers = `mutation { endOtherSessions { ... on EndOtherSessionsSuccess { endedSessions } } }`;
const list = `query($id: ID!, $ended: Boolean!, $first: Int!, $after: Cursor) { user(id: $id) { email
  sessions(includeEnded: $ended, first: $first, after: $after) {
    nodes { id userAgent address endReason } pageInfo { hasNextPage endCursor } totalCount { value exact } } } }`;

let auth: TestAuth;
beforeAll(async () => {
  auth = await startTestAuth();
});
afterAll(() => auth.stop());

const again = (email: string) => signIn(auth.from('192.0.2.1'), { email, password: goodPassword });
const reasons = async (userId: string) =>
  (await auth.emitted(sessionEnded))
    .filter(({ data }) => data.userId === userId)
    .map(({ data }) => data.reason);

describe('Sessions', () => {
  it('are listed to their owner with device and address, page by page, the newest first', async () => {
    const { userId, actor, sessionId } = await auth.signedIn('lister@example.com');
    const second = await again('lister@example.com');
    const third = await again('lister@example.com');
    const ask = (variables: object) =>
      auth.execute({ query: list, variables: { id: userId, ended: false, first: 2, ...variables }, actor });
    const first = (await ask({})).data?.user as never as SessionsAnswer;
    expect(first.sessions.nodes.map(({ id }) => id)).toEqual([third.sessionId, second.sessionId]);
    expect(first.sessions.nodes[0]).toMatchObject({ userAgent: 'Test/1.0', address: '192.0.2.1' });
    expect(first.sessions.totalCount).toEqual({ value: 3, exact: true });
    const rest = (await ask({ after: first.sessions.pageInfo.endCursor })).data
      ?.user as never as SessionsAnswer;
    expect(rest.sessions.nodes.map(({ id }) => id)).toEqual([sessionId]);
    expect(rest.sessions.pageInfo.hasNextPage).toBe(false);
  });

  it.each([
    [{ first: 101 }, 'PAGE_TOO_LARGE'],
    [{ first: 0 }, 'PAGE_TOO_LARGE'],
    [{ after: 'rubbish' }, 'BAD_CURSOR'],
    [{ after: Buffer.from('["session-newest","x"]').toString('base64url') }, 'BAD_CURSOR'],
  ])('refuse the page %j', async (variables, code) => {
    const { userId, actor } = await auth.signedIn(`${newId()}@example.com`);
    const { errors } = await auth.execute({
      query: list,
      variables: { id: userId, ended: false, first: 2, ...variables },
      actor,
    });
    expect(errors?.[0]?.extensions?.code).toBe(code);
  });

  it('of others look like none at all', async () => {
    const mallory = await auth.signedIn('mallory@example.com');
    const victim = await auth.signedIn('victim@example.com');
    const variables = { id: victim.userId, ended: true, first: 5 };
    const seen = await auth.execute({ query: list, variables, actor: mallory.actor });
    expect(seen).toEqual(
      await auth.execute({ query: list, variables: { ...variables, id: newId() }, actor: mallory.actor }),
    );
    expect(seen.data).toEqual({ user: null });
    const [foreign, unknown] = await Promise.all(
      [victim.sessionId, newId()].map((id) =>
        auth.execute({ query: end, variables: { id }, actor: mallory.actor }),
      ),
    );
    expect(foreign).toEqual(unknown);
    expect(foreign?.data).toMatchObject({ endSession: { __typename: 'NotFound' } });
    expect(await auth.actorOf(victim.sessionId)).not.toBeNull();
  });

  it('cannot be reached by the door of entities either', async () => {
    const mallory = await auth.signedIn('mallory2@example.com');
    const victim = await auth.signedIn('victim2@example.com');
    const query = `query($r: [_Any!]!) { _entities(representations: $r) { ... on User { email } ... on Session { address } } }`;
    const variables = {
      r: [
        { __typename: 'User', id: victim.userId },
        { __typename: 'Session', id: victim.sessionId },
        { __typename: 'User', id: newId() },
        { __typename: 'User', id: 'no id' },
        { __typename: 'User', id: mallory.userId },
      ],
    };
    const { data } = await auth.execute({ query, variables, actor: mallory.actor });
    expect(data?._entities).toEqual([null, null, null, null, { email: 'mallory2@example.com' }]);
  });

  it('are closed to those who have not signed in', async () => {
    const { userId, sessionId } = await auth.signedIn('closed@example.com');
    const seen = await auth.execute({
      query: list,
      variables: { id: userId, ended: true, first: 5 },
      actor: anonymous,
    });
    expect(seen.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    const ended = await auth.execute({ query: end, variables: { id: sessionId }, actor: anonymous });
    expect(ended.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    expect(await auth.actorOf(sessionId)).not.toBeNull();
  });

  it('Given a session ended by its owner, Then it is over at once, told once, and cannot be refreshed', async () => {
    const { userId, actor, sessionId } = await auth.signedIn('ender@example.com');
    const other = await again('ender@example.com');
    const variables = { id: other.sessionId };
    const ended = await auth.execute({ query: end, variables, actor });
    expect(ended.data).toMatchObject({
      endSession: { session: { id: other.sessionId, endReason: 'ENDED_BY_OWNER' } },
    });
    await auth.execute({ query: end, variables, actor });
    expect(await reasons(userId)).toEqual(['ENDED_BY_OWNER']);
    const { refreshToken } = other;
    await expect(refreshSession(auth.context(anonymous), { refreshToken })).rejects.toMatchObject({
      code: 'REFRESH_REFUSED',
    });
    expect(await auth.actorOf(sessionId)).not.toBeNull();
  });

  it('Given staff ending it, Then the reason says so; Given a technician, Then it is forbidden', async () => {
    const { userId, sessionId } = await auth.signedIn('byStaff@example.com');
    const variables = { id: sessionId };
    const refused = await auth.execute({ query: end, variables, actor: staffActor('tech') });
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect(await auth.actorOf(sessionId)).not.toBeNull();
    await auth.execute({ query: end, variables, actor: staffActor('operator') });
    expect(await reasons(userId)).toEqual(['ENDED_BY_STAFF']);
  });

  it('Given all others ended, Then only the one that asked is left', async () => {
    const { actor, sessionId } = await auth.signedIn('others@example.com');
    const others = await Promise.all([again('others@example.com'), again('others@example.com')]);
    const { data } = await auth.execute({ query: endOthers, actor });
    expect(data).toEqual({ endOtherSessions: { endedSessions: 2 } });
    for (const other of others) expect(await auth.actorOf(other.sessionId)).toBeNull();
    expect(await auth.actorOf(sessionId)).not.toBeNull();
  });
});

interface SessionsAnswer {
  sessions: {
    nodes: { id: string; userAgent: string; address: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
    totalCount: { value: number; exact: boolean };
  };
}

describe('Changing the password', () => {
  const newPassword = 'eleven brown owls hoot';

  it('ends all other sessions, and only the new one lets in', async () => {
    const { userId, actor, sessionId } = await auth.signedIn('changer@example.com');
    const other = await again('changer@example.com');
    const context = auth.from('192.0.2.1', actor);
    await expect(changePassword(context, { currentPassword: goodPassword, newPassword })).resolves.toBe(1);
    expect(await auth.actorOf(other.sessionId)).toBeNull();
    expect(await auth.actorOf(sessionId)).not.toBeNull();
    expect(await reasons(userId)).toEqual(['PASSWORD_CHANGED']);
    await expect(again('changer@example.com')).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    await signIn(auth.from('192.0.2.1'), { email: 'changer@example.com', password: newPassword });
  });

  it('needs the current one, throttled like a sign-in', async () => {
    const { actor } = await auth.signedIn('hijacked@example.com');
    const codes: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      const guess = { currentPassword: `a wrong guess ${n}`, newPassword };
      codes.push(
        await changePassword(auth.from('203.0.113.5', actor), guess).then(
          () => 'changed',
          ({ code }) => code,
        ),
      );
    }
    expect(codes[0]).toBe('WRONG_CREDENTIALS');
    expect(codes.at(-1)).toBe('TOO_MANY_ATTEMPTS');
    expect(codes).not.toContain('changed');
  });

  it('Given two changes at once, Then one of them holds', async () => {
    const { actor } = await auth.signedIn('twice@example.com');
    const change = (text: string) =>
      changePassword(auth.from('192.0.2.1', actor), { currentPassword: goodPassword, newPassword: text });
    const both = await Promise.allSettled([
      change('the first new password'),
      change('the second new password'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('Deactivating a user', () => {
  it('ends every session, bars signing in, and is told once', async () => {
    const { userId, sessionId, refreshToken } = await auth.signedIn('leaver@example.com');
    const admin = auth.context(staffActor('admin'));
    await deactivateUser(admin, { userId });
    await deactivateUser(admin, { userId });
    expect(await auth.actorOf(sessionId)).toBeNull();
    await expect(refreshSession(admin, { refreshToken })).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
    await expect(again('leaver@example.com')).rejects.toMatchObject({ code: 'WRONG_CREDENTIALS' });
    expect(await reasons(userId)).toEqual(['DEACTIVATED']);
    expect((await auth.emitted(userDeactivated)).filter(({ subject }) => subject === userId)).toHaveLength(1);
  });

  it('is forbidden to operators and to the user', async () => {
    const { userId, actor } = await auth.signedIn('stays@example.com');
    for (const who of [actor, staffActor('operator')]) {
      await expect(deactivateUser(auth.context(who), { userId })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
  });
});
