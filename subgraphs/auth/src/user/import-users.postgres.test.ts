import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { userRegistered } from '@lastmile/messaging/events/auth/user';
import { staffActor, userActor } from '@lastmile/subgraph/testing';
import { hashPassword } from '../password/hash-password.ts';
import { signIn } from '../session/sign-in.ts';
import { goodPassword, startTestAuth, type TestAuth } from '../testing.ts';
import { importUsers } from './import-users.ts';

let auth: TestAuth;
beforeAll(async () => {
  auth = await startTestAuth();
});
afterAll(() => auth.stop());

const person = (n: number | string) => ({
  id: newId(),
  email: `person-${n}@example.com`,
  displayName: `Person ${n}`,
  locale: 'de',
});

describe('Importing users', () => {
  it('Given 2,500 who share a hash, Then they are there with their events, can sign in, and a repetition changes nothing', async () => {
    const passwordHash = await hashPassword(goodPassword);
    const users = Array.from({ length: 2_500 }, (_, n) => ({ ...person(n), passwordHash }));
    await importUsers(auth.context(), users);
    await importUsers(auth.context(), users);
    const told = await auth.emitted(userRegistered);
    expect(told).toHaveLength(2_500);
    expect(new Set(told.map(({ bulkid }) => bulkid)).size).toBe(1);
    const session = await signIn(auth.from('192.0.2.1'), {
      email: 'person-2499@example.com',
      password: goodPassword,
    });
    expect(session.userId).toBe(users[2_499]?.id);
  });

  it('Given roles by name, Then they are held everywhere', async () => {
    const user = { ...person('staff'), password: goodPassword, roles: ['operator', 'tech'] };
    await importUsers(auth.context(), [user]);
    const { sessionId } = await signIn(auth.from('192.0.2.1'), user);
    expect((await auth.actorOf(sessionId))?.staff).toHaveLength(2);
  });

  it.each([
    ['a bad e-mail', { email: 'nobody' }, 'BAD_INPUT'],
    [
      'a weak hash',
      { passwordHash: '$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA' },
      'BAD_INPUT',
    ],
    ['another kind of hash', { passwordHash: '$2b$12$abcdefghijklmnopqrstuv' }, 'BAD_INPUT'],
    ['an unknown role', { roles: ['king'] }, 'BAD_INPUT'],
    ['a taken e-mail', { email: 'PERSON-1@example.com' }, 'CONFLICT'],
    ['no id', { id: 'x' }, 'BAD_INPUT'],
  ])('Given %s, Then nothing of the chunk is kept', async (name, fault, code) => {
    const good = person(`beside ${name}`.replaceAll(/\W/g, '-'));
    await expect(importUsers(auth.context(), [good, { ...person(newId()), ...fault }])).rejects.toMatchObject(
      { code },
    );
    const found = await auth.context().database.query('select 1 from users where id = $1', [good.id]);
    expect(found).toHaveLength(0);
  });

  it('is forbidden to users and operators', async () => {
    for (const actor of [userActor(), staffActor('operator')]) {
      await expect(importUsers(auth.context(actor), [person('x')])).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
  });
});

describe('Listing users', () => {
  it('pages through all of them in either order, each once', async () => {
    for (const orderBy of ['NEWEST', 'EMAIL']) {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const query = `query($after: Cursor, $orderBy: UserOrder!) { users(first: 100, after: $after, orderBy: $orderBy) {
          nodes { id email } pageInfo { hasNextPage endCursor } totalCount { value exact } } }`;
        const { data, errors } = await auth.execute({
          query,
          variables: { after, orderBy },
          actor: staffActor('admin'),
        });
        expect(errors).toBeUndefined();
        const page = data?.users as UsersPage;
        seen.push(...page.nodes.map(({ id }) => id));
        expect(page.totalCount.exact).toBe(true);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBeGreaterThanOrEqual(2_501);
    }
  });

  it('finds one by e-mail, and refuses a cursor of the other order', async () => {
    const actor = staffActor('admin');
    const one = await auth.execute({
      query:
        '{ users(filter: {email: "PERSON-7@example.com"}) { nodes { displayName } totalCount { value } } }',
      actor,
    });
    expect(one.data?.users).toEqual({ nodes: [{ displayName: 'Person 7' }], totalCount: { value: 1 } });
    const first = await auth.execute({
      query: '{ users(first: 1, orderBy: EMAIL) { pageInfo { endCursor } } }',
      actor,
    });
    const endCursor = (first.data?.users as UsersPage | undefined)?.pageInfo.endCursor;
    const other = await auth.execute({
      query: `{ users(first: 1, after: "${endCursor}") { nodes { id } } }`,
      actor,
    });
    expect(other.errors?.[0]?.extensions?.code).toBe('BAD_CURSOR');
  });
});

interface UsersPage {
  nodes: { id: string; email: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
  totalCount: { exact: boolean };
}
