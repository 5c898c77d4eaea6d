import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstLegalEntityId, firstRegionId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import { subscriptionRefused, subscriptionStarted } from '@lastmile/messaging/events/billing/account';
import { applicationActivated } from '@lastmile/messaging/events/customer/application';
import {
  memberActor,
  staffActor,
  startTestSubgraph,
  type TestSubgraph,
  userActor,
} from '@lastmile/subgraph/testing';
import type { CustomerDomain } from './customer-domain.ts';
import { customerSubgraph } from './subgraph.ts';
import { answerOf, makeTestWorld, type TestWorld, toldBy } from './testing-world.ts';

describe('from a profile to a working line', () => {
  let subgraph: TestSubgraph<CustomerDomain>;
  let world: TestWorld;
  const operator = staffActor('operator');
  const userId = newId();

  beforeAll(async () => {
    subgraph = await startTestSubgraph(customerSubgraph);
    world = await makeTestWorld(subgraph);
  });
  afterAll(() => subgraph?.stop());

  it('goes all the way, and tells billing what it needs', async () => {
    const created = await answerOf(
      subgraph,
      userActor(userId),
      `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
        __typename ... on CreateCustomerSuccess { customerId actorVersion } ... on Problem { code message } } }`,
      {
        kind: 'PERSON',
        firstName: 'Anna',
        lastName: 'Müller',
        email: 'Anna@Example.org',
        phone: '+49 151 12345678',
      },
    );
    expect(created).toMatchObject({ __typename: 'CreateCustomerSuccess', actorVersion: 1 });
    const owner = memberActor(userId, created.customerId as string, 'owner');

    const address = await answerOf(
      subgraph,
      owner,
      `mutation ($input: AddConnectionAddressInput!) { addConnectionAddress(input: $input) {
        ... on AddConnectionAddressSuccess { address { id coverage } } ... on Problem { code message } } }`,
      {
        customerId: created.customerId,
        country: 'de',
        postalCode: '10115',
        city: 'Berlin',
        street: 'Chausseestraße',
        houseNumber: '1a',
      },
    );
    expect(address).toMatchObject({ address: { coverage: null } });
    const addressId = (address.address as { id: string }).id;

    const step = (actor: typeof owner, mutation: string, input: object, fields: string, entity: string) =>
      answerOf(
        subgraph,
        actor,
        `mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) {
          __typename ... on ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Success { ${entity} { id ${fields} } }
          ... on Problem { code message } } }`,
        input,
      ) as Promise<Record<string, { id: string } & Record<string, unknown>>>;

    const submitted = await step(
      owner,
      'submitApplication',
      { addressId, tariffId: world.tariffId },
      'status tariff { id }',
      'application',
    );
    expect(submitted.application).toMatchObject({ status: 'SUBMITTED', tariff: { id: world.tariffId } });
    const applicationId = submitted.application?.id;
    await step(operator, 'approveApplication', { applicationId }, 'status', 'application');
    await step(
      operator,
      'scheduleInstallation',
      { applicationId, visitStartsAt: '2026-11-24T09:00:00Z', visitEndsAt: '2026-11-24T11:00:00Z' },
      'status',
      'application',
    );
    const notReady = await answerOf(
      subgraph,
      operator,
      `mutation ($input: ActivateApplicationInput!) { activateApplication(input: $input) {
        ... on ActivationNotReady { code missing } } }`,
      { applicationId },
    );
    expect(notReady).toEqual({
      code: 'ACTIVATION_NOT_READY',
      missing: ['SIGNED_CONTRACT', 'ATTACHED_LINE', 'INSTALLED_DEVICE'],
    });

    const { contract } = await step(
      operator,
      'draftContract',
      { applicationId },
      'number status',
      'contract',
    );
    expect(contract?.number).toMatch(/^K2026-\d{6}$/);
    await step(owner, 'signContract', { contractId: contract?.id }, 'status', 'contract');
    const { line } = await step(
      operator,
      'planLine',
      { contractId: contract?.id, technology: 'GPON' },
      'state',
      'line',
    );
    const attached = await step(
      operator,
      'attachLine',
      { lineId: line?.id, portId: world.portIds[0] },
      'port { id } attachedAt',
      'line',
    );
    expect(attached.line).toMatchObject({ port: { id: world.portIds[0] } });
    const installed = await step(
      operator,
      'installDevice',
      { deviceId: world.deviceIds[0], lineId: line?.id },
      'status mac',
      'device',
    );
    expect(installed.device).toMatchObject({ status: 'INSTALLED' });
    const activated = await step(operator, 'activateApplication', { applicationId }, 'status', 'application');
    expect(activated.application).toMatchObject({ status: 'ACTIVATED' });

    const types = (await toldBy(subgraph)).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining([
        'customer.customer.created',
        'customer.membership.added',
        'customer.application.submitted',
        'customer.application.approved',
        'customer.contract.signed',
        'customer.contract.activated',
        'customer.line.attached',
        'customer.line.activated',
        'customer.device.installed',
      ]),
    );
    const [told] = await toldBy(subgraph, applicationActivated);
    expect(told?.data).toEqual({
      applicationId,
      customerId: created.customerId,
      addressId,
      tariffId: world.tariffId,
      status: 'ACTIVATED',
      contractId: contract?.id,
      lineId: line?.id,
      tariffVersionId: world.tariffVersionId,
      startsOn: '2026-11-23',
      legalEntityId: firstLegalEntityId,
      regionId: firstRegionId,
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
    });

    await billingAnswers(applicationId ?? '', created.customerId as string);
    await everythingIsSeen(owner, created.customerId as string);
  });

  async function billingAnswers(applicationId: string, customerId: string) {
    const application = () =>
      subgraph.execute({
        query: '{ applications { nodes { billingRefusal subscription { id } } } }',
        actor: operator,
      });
    await subgraph.receive(subscriptionRefused, {
      key: applicationId,
      subject: applicationId,
      data: { applicationId, customerId, reason: 'SEVERAL_ACCOUNTS' },
    });
    expect((await application()).data).toMatchObject({
      applications: { nodes: [{ billingRefusal: 'SEVERAL_ACCOUNTS', subscription: null }] },
    });
    const subscriptionId = newId();
    const accountId = newId();
    await subgraph.receive(subscriptionStarted, {
      key: accountId,
      subject: subscriptionId,
      data: {
        subscriptionId,
        accountId,
        customerId,
        applicationId,
        tariffId: world.tariffId,
        tariffVersionId: world.tariffVersionId,
        status: 'ACTIVE',
        startsOn: '2026-11-23',
        price: { amount: '30.00', currency: 'EUR' },
      },
    });
    expect((await application()).data).toMatchObject({
      applications: { nodes: [{ billingRefusal: null, subscription: { id: subscriptionId } }] },
    });
  }

  async function everythingIsSeen(owner: ReturnType<typeof memberActor>, customerId: string) {
    const { data, errors } = await subgraph.execute({
      query: `query ($id: ID!, $users: [_Any!]!) {
        customer(id: $id) { id name number email phone region { code currency }
          addresses { nodes { city coverage } totalCount { value exact } }
          lines { nodes { state suspended blocks contract { status } application { status } tariff { id } } }
          devices { nodes { serial model { vendor } } }
          contracts { nodes { status signedOn } } applications { nodes { status } }
          memberships { nodes { role user { id } } } }
        _entities(representations: $users) { ... on User { customers { role customer { id } } } } }`,
      variables: { id: customerId, users: [{ __typename: 'User', id: userId }] },
      actor: owner,
    });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      customer: {
        name: 'Anna Müller',
        email: 'anna@example.org',
        phone: '+4915112345678',
        region: { code: 'R1', currency: 'EUR' },
        addresses: { nodes: [{ city: 'Berlin', coverage: 'SERVED' }], totalCount: { value: 1, exact: true } },
        lines: {
          nodes: [
            {
              state: 'ACTIVE',
              suspended: false,
              blocks: [],
              contract: { status: 'ACTIVE' },
              application: { status: 'ACTIVATED' },
              tariff: { id: world.tariffId },
            },
          ],
        },
        devices: { nodes: [{ model: { vendor: 'Nokia' } }] },
        contracts: { nodes: [{ status: 'ACTIVE', signedOn: '2026-11-23' }] },
        memberships: { nodes: [{ role: 'OWNER', user: { id: userId } }] },
      },
      _entities: [{ customers: [{ role: 'OWNER', customer: { id: customerId } }] }],
    });
  }
});
