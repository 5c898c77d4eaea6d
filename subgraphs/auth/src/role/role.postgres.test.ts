import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { roleChanged } from '@lastmile/messaging/events/auth/role';
import { actorChanged } from '@lastmile/messaging/events/auth/user';
import { staffActor } from '@lastmile/subgraph/testing';
import { prepareAuth } from '../prepare.ts';
import { signIn } from '../session/sign-in.ts';
import { goodPassword, startTestAuth, type TestAuth } from '../testing.ts';
import { createStaffUser } from '../user/create-staff-user.ts';
import { deactivateUser } from '../user/deactivate-user.ts';
import { changeRolePermissions } from './change-role-permissions.ts';
import { createRole } from './create-role.ts';
import { grantRole, revokeRole } from './grant-role.ts';

let auth: TestAuth;
const roleIds: Record<string, string> = {};
const admin = staffActor('admin');

beforeAll(async () => {
  auth = await startTestAuth({
    env: { AUTH_ADMIN_EMAIL: 'root@example.com', AUTH_ADMIN_PASSWORD: 'nine quiet rivers bend' },
  });
  const { data } = await auth.execute({
    query: '{ roles { nodes { id name permissions builtIn } } }',
    actor: admin,
  });
  const roles = data?.roles as { nodes: { id: string; name: string }[] } | undefined;
  for (const { id, name } of roles?.nodes ?? []) roleIds[name] = id;
});
afterAll(() => auth.stop());

const roleId = (name: string) => roleIds[name] ?? '';
const asAdmin = () => auth.context(admin);
const versions = async (userId: string) =>
  (await auth.emitted(actorChanged))
    .filter(({ subject }) => subject === userId)
    .map(({ data }) => data.version);
const staff = async (name: string, ...roles: { roleId: string; scope?: object }[]) => {
  const email = `${name}@example.com`;
  await createStaffUser(asAdmin(), { email, password: goodPassword, roles });
  const session = await signIn(auth.from('192.0.2.1'), { email, password: goodPassword });
  const actor = await auth.actorOf(session.sessionId);
  if (!actor) throw new Error('no actor');
  return { userId: session.userId, sessionId: session.sessionId, actor };
};

describe('Roles', () => {
  it('come with the house, and the first administrator from settings can use them', async () => {
    expect(Object.keys(roleIds).sort()).toEqual(['admin', 'operator', 'tech']);
    const { sessionId } = await signIn(auth.from('192.0.2.1'), {
      email: 'root@example.com',
      password: 'nine quiet rivers bend',
    });
    const actor = await auth.actorOf(sessionId);
    expect(actor?.staff[0]).toMatchObject({ scope: { legalEntities: 'all', regions: 'all' } });
    expect(actor?.staff[0]?.permissions).toContain('user:manage');
    expect(actor?.staff[0]?.permissions).not.toContain('actor:read');
  });

  it('Given a second start, Then nothing is made or told twice', async () => {
    const before = (await auth.emitted(roleChanged)).length;
    const again = await startTestAuth({
      clock: auth.clock,
      databaseUrl: auth.databaseUrl,
      env: { AUTH_ADMIN_EMAIL: 'second@example.com', AUTH_ADMIN_PASSWORD: 'nine quiet rivers bend' },
    });
    await again.stop();
    expect(await auth.emitted(roleChanged)).toHaveLength(before);
    const { data } = await auth.execute({
      query: '{ users(filter: {staff: true}, first: 50) { nodes { email } } }',
      actor: admin,
    });
    expect(JSON.stringify(data)).not.toContain('second@example.com');
  });

  it('Given a first administrator with a weak password, Then preparing says which setting is wrong', async () => {
    const house = await startTestAuth();
    const context = house.context();
    const firstAdmin = { email: 'root@example.com', password: 'passwordpassword' };
    const preparing = prepareAuth({ ...context, settings: { ...context.settings, firstAdmin } });
    await expect(preparing).rejects.toThrow('AUTH_ADMIN_PASSWORD');
    await house.stop();
  });

  it('Given a changed role, Then everybody who holds it has a new actor version, told to each', async () => {
    const role = await createRole(asAdmin(), { name: 'Surveyor', permissions: ['address:read'] });
    const holders = [await staff('s1', { roleId: role.id }), await staff('s2', { roleId: role.id })];
    await changeRolePermissions(asAdmin(), {
      roleId: role.id,
      permissions: ['address:read', 'address:survey'],
    });
    await changeRolePermissions(asAdmin(), {
      roleId: role.id,
      permissions: ['address:survey', 'address:read'],
    });
    for (const { userId, sessionId, actor } of holders) {
      const now = await auth.actorOf(sessionId);
      expect(now?.staff[0]?.permissions).toEqual(['address:read', 'address:survey']);
      expect(now?.version).toBe(actor.version + 1);
      expect(await versions(userId)).toEqual([actor.version + 1]);
    }
  });

  it.each([
    ['a taken name', { name: 'tech', permissions: ['node:read'] }, 'ROLE_NAME_TAKEN'],
    ['an unknown permission', { name: 'X', permissions: ['node:fly'] }, 'BAD_INPUT'],
    ['one for the house’s parts', { name: 'X', permissions: ['actor:read'] }, 'BAD_INPUT'],
    ['no name', { name: '  ', permissions: [] }, 'BAD_INPUT'],
  ])('are refused with %s', async (_, input, code) => {
    await expect(createRole(asAdmin(), input)).rejects.toMatchObject({ code });
  });

  it('that come with the house cannot be changed', async () => {
    const change = changeRolePermissions(asAdmin(), { roleId: roleId('admin'), permissions: [] });
    await expect(change).rejects.toMatchObject({ code: 'ROLE_IS_BUILT_IN' });
  });

  it('are forbidden to operators, in every mutation and in lists of users', async () => {
    const actor = staffActor('operator');
    const userId = await auth.register('plain@example.com');
    const queries = [
      `mutation { createRole(input: {name: "Y", permissions: []}) { __typename } }`,
      `mutation { changeRolePermissions(input: {roleId: "${roleId('tech')}", permissions: []}) { __typename } }`,
      `mutation { grantRole(input: {userId: "${userId}", roleId: "${roleId('admin')}"}) { __typename } }`,
      `mutation { revokeRole(input: {userId: "${userId}", roleId: "${roleId('admin')}"}) { __typename } }`,
      `{ users { nodes { id } } }`,
      `{ actorOfSession(sessionId: "${newId()}") }`,
      `{ actorOfUser(userId: "${userId}") }`,
    ];
    for (const query of queries) {
      const { errors } = await auth.execute({ query, actor });
      expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    }
    for (const query of ['{ users { nodes { id } } }', '{ permissions { name } }']) {
      const { errors } = await auth.execute({ query, actor: { ...actor, id: userId, staff: [] } });
      expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    }
  });
});

describe('Granting', () => {
  it('changes rights at once, tells the user’s new version, and nothing when nothing changes', async () => {
    const { userId, sessionId } = await auth.signedIn('climber@example.com');
    const variables = { userId, roleId: roleId('tech'), region: newId() };
    const query = `mutation($userId: ID!, $roleId: ID!, $region: ID!) {
      grantRole(input: {userId: $userId, roleId: $roleId, scope: {regionIds: [$region]}}) {
        ... on GrantRoleSuccess { user { email roles { role { name } scope { regionIds legalEntityIds } } } } ... on Problem { code } } }`;
    const granted = await auth.execute({ query, variables, actor: admin });
    expect(granted.data?.grantRole).toEqual({
      user: {
        email: 'climber@example.com',
        roles: [{ role: { name: 'tech' }, scope: { regionIds: [variables.region], legalEntityIds: null } }],
      },
    });
    expect((await auth.actorOf(sessionId))?.staff[0]?.scope).toEqual({
      legalEntities: 'all',
      regions: [variables.region],
    });
    await auth.execute({ query, variables, actor: admin });
    expect(await versions(userId)).toEqual([2]);
    await revokeRole(asAdmin(), { userId, roleId: roleId('tech') });
    await revokeRole(asAdmin(), { userId, roleId: roleId('tech') });
    expect(await versions(userId)).toEqual([2, 3]);
    expect((await auth.actorOf(sessionId))?.staff).toEqual([]);
  });

  it('Given who manages users in one region, Then they make nobody mightier than themselves', async () => {
    const region = newId();
    const role = await createRole(asAdmin(), {
      name: 'Regional',
      permissions: ['user:manage', 'node:manage'],
    });
    const { actor, userId } = await staff('regional', { roleId: role.id, scope: { regionIds: [region] } });
    const target = await auth.register('friend@example.com');
    const context = auth.context(actor);
    for (const input of [
      { userId, roleId: roleId('admin') },
      { userId: target, roleId: roleId('admin'), scope: { regionIds: [region] } },
      { userId, roleId: role.id },
      { userId: target, roleId: role.id, scope: { regionIds: [newId()] } },
    ]) {
      await expect(grantRole(context, input)).rejects.toMatchObject({ code: 'MORE_THAN_YOU_HOLD' });
    }
    await grantRole(context, { userId: target, roleId: role.id, scope: { regionIds: [region] } });
    const boss = await staff('boss', { roleId: roleId('admin') });
    await expect(deactivateUser(context, { userId: boss.userId })).rejects.toMatchObject({
      code: 'MORE_THAN_YOU_HOLD',
    });
    await expect(revokeRole(context, { userId: boss.userId, roleId: roleId('admin') })).rejects.toMatchObject(
      {
        code: 'MORE_THAN_YOU_HOLD',
      },
    );
    await deactivateUser(asAdmin(), { userId: boss.userId });
  });

  it('Given two administrators who depose each other at once, Then one is left', async () => {
    const house = await startTestAuth();
    const { database } = house.context();
    const [role] = await database.query<{ id: string }>(`select id from roles where name = 'admin'`);
    const ids = await Promise.all(['one', 'two'].map((name) => house.register(`${name}@example.com`)));
    for (const userId of ids) await grantRole(house.context(), { userId, roleId: role?.id ?? '' });
    const outcomes = await Promise.allSettled(
      ids.map((userId) => revokeRole(house.context(admin), { userId, roleId: role?.id ?? '' })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'LAST_ADMINISTRATOR' },
    });
    const [left] = await database.query<{ userId: string }>('select user_id as "userId" from user_roles');
    await expect(deactivateUser(house.context(admin), { userId: left?.userId ?? '' })).rejects.toMatchObject({
      code: 'LAST_ADMINISTRATOR',
    });
    await house.stop();
  });

  it.each([
    ['an unknown user', () => ({ userId: newId(), roleId: roleId('tech') }), 'NOT_FOUND'],
    [
      'an unknown role',
      async () => ({ userId: await auth.register('x@example.com'), roleId: newId() }),
      'NOT_FOUND',
    ],
    ['something that is no id', () => ({ userId: 'x', roleId: roleId('tech') }), 'NOT_FOUND'],
    [
      'an empty scope',
      () => ({ userId: newId(), roleId: roleId('tech'), scope: { regionIds: [] } }),
      'BAD_INPUT',
    ],
  ])('is refused for %s', async (_, input, code) => {
    await expect(grantRole(asAdmin(), await input())).rejects.toMatchObject({ code });
  });
});
