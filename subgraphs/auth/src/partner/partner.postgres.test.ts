import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { domainActor } from '@lastmile/kernel/actor';
import { newApiKey, readApiKey } from '@lastmile/kernel/api-key';
import { newId } from '@lastmile/kernel/id';
import {
  apiKeyIssued,
  apiKeyRevoked,
  apiKeyRotated,
  partnerChanged,
} from '@lastmile/messaging/events/auth/partner';
import { staffActor } from '@lastmile/subgraph/testing';
import { stateOfApiKey } from '../api-key/api-key-state.ts';
import { issueApiKey } from '../api-key/issue-api-key.ts';
import { revokeApiKey } from '../api-key/revoke-api-key.ts';
import { rotateApiKey } from '../api-key/rotate-api-key.ts';
import { startTestAuth, type TestAuth } from '../testing.ts';
import { changePartner } from './change-partner.ts';
import { createPartner } from './create-partner.ts';

let auth: TestAuth;
beforeAll(async () => {
  auth = await startTestAuth();
});
afterAll(() => auth.stop());

const asAdmin = () => auth.context(staffActor('admin'));
let made = 0;
const partner = (permissions = ['account:read', 'payment:record']) => {
  made += 1;
  return createPartner(asAdmin(), { name: `partner-${made}`, permissions });
};
const withKey = async () => {
  const { id } = await partner();
  return { partnerId: id, ...(await issueApiKey(asAdmin(), { partnerId: id })) };
};
const stateOf = (key: string) => {
  const read = readApiKey(key);
  if (!read) throw new Error('no key');
  return stateOfApiKey(auth.context(), read, auth.clock.now());
};

describe('A partner', () => {
  it('is made, listed and read with its keys, and told', async () => {
    const { data } = await auth.execute({
      query: `mutation { createPartner(input: { name: "terminals", displayName: "Terminals Ltd", permissions: ["payment:record", "account:read"], quotaPerDay: 500 }) {
        ... on CreatePartnerSuccess { partner { id name displayName status permissions quotaPerMinute quotaPerDay scope { legalEntityIds regionIds } } } ... on Problem { code message } } }`,
      actor: staffActor('admin'),
    });
    const created = (data?.createPartner ?? {}) as { partner: { id: string } };
    const { id, ...rest } = created.partner;
    expect(rest).toEqual({
      ...{ name: 'terminals', displayName: 'Terminals Ltd', status: 'ACTIVE', quotaPerMinute: 6000 },
      ...{ permissions: ['account:read', 'payment:record'], quotaPerDay: 500 },
      scope: { legalEntityIds: null, regionIds: null },
    });
    const issued = await issueApiKey(asAdmin(), { partnerId: id, label: 'till 1', scopes: ['account:read'] });
    const listed = await auth.execute({
      query: `{ partners(first: 100) { nodes { name apiKeys { label prefix scopes status partner { name } } } } }`,
      actor: staffActor('operator'),
    });
    const { nodes } = (listed.data?.partners ?? {}) as { nodes: object[] };
    expect(nodes).toContainEqual({
      name: 'terminals',
      apiKeys: [
        {
          ...{ label: 'till 1', prefix: issued.apiKey.prefix, scopes: ['account:read'], status: 'ACTIVE' },
          partner: { name: 'terminals' },
        },
      ],
    });
    expect(JSON.stringify(listed)).not.toContain(issued.key);
    const told = (await auth.emitted(partnerChanged)).filter(({ subject }) => subject === id);
    expect(told.map(({ data: said }) => said)).toEqual([
      { partnerId: id, name: 'terminals', status: 'ACTIVE', version: 1 },
    ]);
  });

  it.each([
    ['a name with capitals', { name: 'Terminals', permissions: [] }, 'BAD_INPUT'],
    ['a name that leaves a folder', { name: '../x', permissions: [] }, 'BAD_INPUT'],
    ['a right to give rights', { name: 'x1', permissions: ['partner:manage'] }, 'BAD_INPUT'],
    ['an unknown permission', { name: 'x2', permissions: ['node:fly'] }, 'BAD_INPUT'],
    ['a quota of nothing', { name: 'x3', permissions: [], quotaPerDay: 0 }, 'BAD_INPUT'],
    ['an empty scope', { name: 'x4', permissions: [], scope: { legalEntityIds: [] } }, 'BAD_INPUT'],
  ])('is refused with %s', async (_, input, code) => {
    await expect(createPartner(asAdmin(), input)).rejects.toMatchObject({ code });
  });

  it('is refused with the name of another', async () => {
    await createPartner(asAdmin(), { name: 'twice', permissions: [] });
    await expect(createPartner(asAdmin(), { name: 'twice', permissions: [] })).rejects.toMatchObject({
      code: 'PARTNER_NAME_TAKEN',
    });
  });

  it('gets no more than whoever makes or changes it holds there', async () => {
    const entity = newId();
    const { id } = await partner();
    const some = auth.context({
      ...staffActor('admin'),
      staff: [
        {
          permissions: ['partner:manage', 'account:read'],
          scope: { legalEntities: [entity], regions: 'all' },
        },
      ],
    });
    const inEntity = { legalEntityIds: [entity] };
    const more = { code: 'MORE_THAN_YOU_HOLD' };
    const tries = [
      createPartner(some, { name: 'm1', permissions: ['account:read'] }),
      createPartner(some, { name: 'm2', permissions: ['invoice:read'], scope: inEntity }),
      changePartner(some, { partnerId: id, permissions: ['account:read'] }),
      issueApiKey(some, { partnerId: id }),
    ];
    for (const tried of tries) await expect(tried).rejects.toMatchObject(more);
    const own = await createPartner(some, { name: 'm3', permissions: ['account:read'], scope: inEntity });
    expect((await issueApiKey(some, { partnerId: own.id })).apiKey.partnerId).toBe(own.id);
    await expect(
      createPartner(auth.context(staffActor('operator')), { name: 'm4', permissions: [] }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('has new rights, quotas and states at once, each told with a version, and nothing for nothing', async () => {
    const { partnerId, key } = await withKey();
    await changePartner(asAdmin(), { partnerId, permissions: ['account:read'], quotaPerMinute: 7 });
    await changePartner(asAdmin(), { partnerId, quotaPerMinute: 7 });
    expect(await stateOf(key)).toMatchObject({
      actor: { version: 2, staff: [{ permissions: ['account:read'] }] },
      partner: { quotaPerMinute: 7 },
    });
    await changePartner(asAdmin(), { partnerId, status: 'SUSPENDED' });
    expect(await stateOf(key)).toBeNull();
    await changePartner(asAdmin(), { partnerId, status: 'ACTIVE' });
    expect(await stateOf(key)).not.toBeNull();
    const told = (await auth.emitted(partnerChanged)).filter(({ subject }) => subject === partnerId);
    expect(told.map(({ data }) => [data.version, data.status])).toEqual([
      ...[
        [1, 'ACTIVE'],
        [2, 'ACTIVE'],
        [3, 'SUSPENDED'],
        [4, 'ACTIVE'],
      ],
    ]);
    await expect(changePartner(asAdmin(), { partnerId: newId() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('An API key', () => {
  it('says what the gateway asks for, to the gateway alone, and notes that it was used', async () => {
    const { partnerId, key, apiKey } = await withKey();
    const { prefix, hash } = readApiKey(key) ?? {};
    const query = 'query($prefix: String!, $hash: String!) { stateOfApiKey(prefix: $prefix, hash: $hash) }';
    const variables = { prefix, hash };
    const asked = await auth.execute({ query, variables, actor: domainActor('gateway', ['actor:read']) });
    expect(asked.data?.stateOfApiKey).toEqual({
      apiKeyId: apiKey.id,
      expiresAt: apiKey.expiresAt.toISOString(),
      actor: {
        ...{ kind: 'partner', id: partnerId, version: 1, membershipVersion: 0, memberships: [] },
        staff: [
          {
            permissions: ['account:read', 'payment:record'],
            scope: { legalEntities: 'all', regions: 'all' },
          },
        ],
      },
      partner: { id: partnerId, name: `partner-${made}`, quotaPerMinute: 6000, quotaPerDay: 1_000_000 },
    });
    const refused = await auth.execute({ query, variables, actor: staffActor('admin') });
    expect(refused.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const [row] = await auth
      .context()
      .database.query<{ at: Date | null }>('select last_used_at as at from api_keys where id = $1', [
        apiKey.id,
      ]);
    expect(row?.at).toEqual(auth.clock.now());
  });

  it('lies in the database only as its hash, and its prefix with another secret is nobody’s', async () => {
    const { key, apiKey } = await withKey();
    const rows = await auth.context().database.query('select * from api_keys k, partners p');
    const dump = JSON.stringify(rows, (_name, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    );
    expect(dump).toContain(apiKey.prefix);
    expect(dump).not.toContain(key.slice(14, 40));
    const other = readApiKey(newApiKey());
    const mixed = { prefix: apiKey.prefix, hash: other?.hash ?? '' };
    expect(await stateOfApiKey(auth.context(), mixed, auth.clock.now())).toBeNull();
    expect(await stateOfApiKey(auth.context(), { ...mixed, hash: '' }, auth.clock.now())).toBeNull();
  });

  it('is one of two at most, also when ten are asked for at once', async () => {
    const { id } = await partner();
    const tried = await Promise.allSettled(
      Array.from({ length: 10 }, () => issueApiKey(asAdmin(), { partnerId: id })),
    );
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const one of tried.filter(({ status }) => status === 'rejected'))
      expect(one).toMatchObject({ reason: { code: 'TOO_MANY_API_KEYS' } });
  });

  it('is rotated without a gap: both sign in until the old one ends', async () => {
    const { apiKey, key, partnerId } = await withKey();
    const rotated = await rotateApiKey(asAdmin(), { apiKeyId: apiKey.id, overlapHours: 2 });
    expect(await stateOf(key)).not.toBeNull();
    expect(await stateOf(rotated.key)).toMatchObject({ actor: { id: partnerId } });
    await expect(rotateApiKey(asAdmin(), { apiKeyId: rotated.apiKey.id })).rejects.toMatchObject({
      code: 'TOO_MANY_API_KEYS',
    });
    const read = readApiKey(key);
    const later = new Date(auth.clock.now().getTime() + 7_200_000);
    expect(read && (await stateOfApiKey(auth.context(), read, later))).toBeNull();
    const told = (await auth.emitted(apiKeyRotated)).find(({ subject }) => subject === apiKey.id);
    expect(told?.data).toMatchObject({ partnerId, successorId: rotated.apiKey.id });
    expect(await auth.emitted(apiKeyIssued)).toContainEqual(
      expect.objectContaining({ subject: rotated.apiKey.id }),
    );
  });

  it('is revoked at once, told once, and cannot be rotated afterwards', async () => {
    const { apiKey, key } = await withKey();
    const first = await revokeApiKey(asAdmin(), { apiKeyId: apiKey.id });
    expect(await revokeApiKey(asAdmin(), { apiKeyId: apiKey.id })).toEqual(first);
    expect(await stateOf(key)).toBeNull();
    const told = (await auth.emitted(apiKeyRevoked)).filter(({ subject }) => subject === apiKey.id);
    expect(told).toHaveLength(1);
    await expect(rotateApiKey(asAdmin(), { apiKeyId: apiKey.id })).rejects.toMatchObject({
      code: 'API_KEY_NOT_ACTIVE',
    });
    for (const apiKeyId of [newId(), 'x'])
      await expect(revokeApiKey(asAdmin(), { apiKeyId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of fewer scopes may less, and is refused with scopes that are not the partner’s or an end in the past', async () => {
    const { id: partnerId } = await partner();
    const { key } = await issueApiKey(asAdmin(), { partnerId, scopes: ['payment:record'] });
    expect(await stateOf(key)).toMatchObject({ actor: { staff: [{ permissions: ['payment:record'] }] } });
    await changePartner(asAdmin(), { partnerId, permissions: ['account:read'] });
    expect(await stateOf(key)).toMatchObject({ actor: { staff: [{ permissions: [] }] } });
    const bad = { code: 'BAD_INPUT' };
    for (const input of [
      { scopes: ['invoice:read'] },
      { scopes: [] },
      { expiresAt: auth.clock.now() },
      { expiresAt: new Date('2099-01-01') },
      { label: 'two\nlines' },
    ])
      await expect(issueApiKey(asAdmin(), { partnerId, ...input })).rejects.toMatchObject(bad);
    const [issued] = (await auth.emitted(apiKeyIssued)).slice(-1);
    await expect(
      rotateApiKey(asAdmin(), { apiKeyId: issued?.subject ?? '', overlapHours: 721 }),
    ).rejects.toMatchObject(bad);
  });
});
