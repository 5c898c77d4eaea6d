import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import {
  anonymous,
  memberActor,
  staffActor,
  startTestSubgraph,
  type TestSubgraph,
  userActor,
} from '@lastmile/subgraph/testing';
import type { CustomerDomain } from './customer-domain.ts';
import { installDevice } from './device/install-device.ts';
import { customerSubgraph } from './subgraph.ts';
import { makeTestCustomer, makeTestLine, makeTestWorld, type TestCustomer } from './testing-world.ts';

describe('who sees and does what', () => {
  let subgraph: TestSubgraph<CustomerDomain>;
  let mine: TestCustomer;
  let made: Awaited<ReturnType<typeof makeTestLine>>;
  let deviceId: string;
  let membershipId: string;
  let stranger: Actor;
  let entities: { __typename: string; id: string }[];

  beforeAll(async () => {
    subgraph = await startTestSubgraph(customerSubgraph);
    const world = await makeTestWorld(subgraph);
    mine = await makeTestCustomer(subgraph);
    made = await makeTestLine(subgraph, world, mine);
    deviceId = world.deviceIds[0] ?? '';
    await installDevice(subgraph.context(), { deviceId, lineId: made.lineId });
    stranger = (await makeTestCustomer(subgraph)).owner;
    const { data } = await subgraph.execute({
      query: 'query ($id: ID!) { customer(id: $id) { memberships { nodes { id } } } }',
      variables: { id: mine.customerId },
      actor: mine.owner,
    });
    const { customer } = data as { customer: { memberships: { nodes: { id: string }[] } } };
    membershipId = customer.memberships.nodes[0]?.id ?? '';
    entities = [
      { __typename: 'Customer', id: mine.customerId },
      { __typename: 'Membership', id: membershipId },
      { __typename: 'ConnectionAddress', id: mine.addressId },
      { __typename: 'ConnectionApplication', id: made.applicationId },
      { __typename: 'Contract', id: made.contractId },
      { __typename: 'AccessLine', id: made.lineId },
      { __typename: 'Device', id: deviceId },
    ];
  });
  afterAll(() => subgraph?.stop());

  const asked = `... on Customer { name } ... on Membership { role } ... on ConnectionAddress { city }
    ... on ConnectionApplication { status } ... on Contract { number } ... on AccessLine { state } ... on Device { mac }`;
  const ask = (actor: Actor, representations: object[]) =>
    subgraph.execute({
      query: `query ($r: [_Any!]!) { _entities(representations: $r) { __typename ${asked} } }`,
      variables: { r: representations },
      actor,
    });

  it('the owner sees each of their objects by its key', async () => {
    const { data, errors } = await ask(mine.owner, entities);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      _entities: entities.map(({ __typename }) => expect.objectContaining({ __typename })),
    });
  });

  it('to the owner of another customer each looks as if it did not exist', async () => {
    const foreign = await ask(stranger, entities);
    const unknown = await ask(
      stranger,
      entities.map(({ __typename }) => ({ __typename, id: newId() })),
    );
    expect(foreign.data).toEqual({ _entities: entities.map(() => null) });
    expect(foreign.data).toEqual(unknown.data);
    expect(foreign.errors).toEqual(unknown.errors);
  });

  it('a malformed id is nobody’s', async () => {
    const { data } = await ask(mine.owner, [{ __typename: 'Customer', id: "1' or true" }]);
    expect(data).toEqual({ _entities: [null] });
  });

  it('an anonymous caller is told to sign in', async () => {
    const { errors } = await ask(anonymous, entities);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('staff of another region see nothing, one by one and in lists', async () => {
    const bounded = staffActor('operator');
    const scope = { legalEntities: 'all', regions: [newId()] } as const;
    const actor = { ...bounded, staff: bounded.staff.map((grant) => ({ ...grant, scope })) };
    expect((await ask(actor, entities)).data).toEqual({ _entities: entities.map(() => null) });
    const { data } = await subgraph.execute({
      query: `{ customers { nodes { id } totalCount { value } } applications { nodes { id } } devices { nodes { id } } }`,
      actor,
    });
    expect(data).toEqual({
      customers: { nodes: [], totalCount: { value: 0 } },
      applications: { nodes: [] },
      devices: { nodes: [] },
    });
  });

  const mutations = (): [string, object, string][] => [
    ['updateCustomer', { customerId: mine.customerId, firstName: 'X' }, 'customerId'],
    ['addMember', { customerId: mine.customerId, userId: newId(), role: 'OWNER' }, 'customerId'],
    ['changeMemberRole', { membershipId, role: 'VIEWER' }, 'membershipId'],
    ['removeMember', { membershipId }, 'membershipId'],
    [
      'addConnectionAddress',
      {
        customerId: mine.customerId,
        country: 'DE',
        postalCode: '1',
        city: 'B',
        street: 'S',
        houseNumber: '1',
      },
      'customerId',
    ],
    ['submitApplication', { addressId: mine.addressId, tariffId: newId() }, 'addressId'],
    ['withdrawApplication', { applicationId: made.applicationId }, 'applicationId'],
    ['signContract', { contractId: made.contractId }, 'contractId'],
  ];
  const run = (actor: Actor, name: string, input: object) =>
    subgraph.execute({
      query: `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) {
        ${name}(input: $input) { __typename ... on Problem { code message } } }`,
      variables: { input },
      actor,
    });

  it('a stranger’s change of a foreign object is answered like one of an unknown object', async () => {
    for (const [name, input, field] of mutations()) {
      const foreign = await run(stranger, name, input);
      const unknown = await run(stranger, name, { ...input, [field]: newId() });
      expect([name, foreign.errors, foreign.data]).toEqual([name, unknown.errors, unknown.data]);
      expect(foreign.data).toMatchObject({ [name]: { __typename: 'NotFound', code: 'NOT_FOUND' } });
    }
  });

  it('who only looks on is forbidden to change, with no effect', async () => {
    // An owner elsewhere, so that the role held here is what counts.
    const viewer = userActor(newId(), [
      { customerId: mine.customerId, role: 'viewer' },
      { customerId: newId(), role: 'owner' },
    ]);
    for (const [name, input] of mutations()) {
      const { data, errors } = await run(viewer, name, input);
      expect([name, data?.[name] ?? null, errors?.[0]?.extensions?.code]).toEqual([name, null, 'FORBIDDEN']);
    }
    const members = await subgraph.execute({
      query: 'query ($id: ID!) { customer(id: $id) { name memberships { nodes { id } } } }',
      variables: { id: mine.customerId },
      actor: viewer,
    });
    expect(members.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('an owner does not do what is for staff', async () => {
    const staffOnly: [string, object][] = [
      ['registerCustomer', { kind: 'PERSON', firstName: 'A', lastName: 'B', email: 'a@b.de' }],
      ['closeCustomer', { customerId: mine.customerId }],
      ['surveyAddress', { addressId: mine.addressId, coverage: 'SERVED' }],
      ['approveApplication', { applicationId: made.applicationId }],
      ['activateApplication', { applicationId: made.applicationId }],
      ['draftContract', { applicationId: made.applicationId }],
      ['terminateContract', { contractId: made.contractId }],
      ['attachLine', { lineId: made.lineId, portId: newId() }],
      ['ceaseLine', { lineId: made.lineId }],
      ['unblockLine', { lineId: made.lineId, reason: 'FRAUD' }],
      ['returnDevice', { deviceId }],
    ];
    for (const [name, input] of staffOnly) {
      const { errors } = await run(mine.owner, name, input);
      expect([name, errors?.[0]?.extensions?.code]).toEqual([name, 'FORBIDDEN']);
    }
    for (const more of [{ segment: 'VIP' }, { regionId: newId() }]) {
      const { errors } = await run(mine.owner, 'updateCustomer', { customerId: mine.customerId, ...more });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
    const list = await subgraph.execute({ query: '{ customers { nodes { id } } }', actor: mine.owner });
    expect(list.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('technicians see the work list, and customers do not', async () => {
    const query = '{ applications(filter: { status: INSTALLED }) { nodes { id } } }';
    const seen = await subgraph.execute({ query, actor: staffActor('tech') });
    expect(seen.data).toEqual({ applications: { nodes: [{ id: made.applicationId }] } });
    const { errors } = await subgraph.execute({ query, actor: mine.owner });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('a customer sees their line but not the port, and not what billing said to staff', async () => {
    const query = (fields: string) =>
      subgraph.execute({
        query: `query ($id: ID!) { line(id: $id) { ${fields} } }`,
        variables: { id: made.lineId },
        actor: memberActor(newId(), mine.customerId, 'viewer'),
      });
    expect((await query('state devices { nodes { mac } }')).errors).toBeUndefined();
    expect((await query('port { id }')).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect((await query('application { billingRefusal }')).errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
