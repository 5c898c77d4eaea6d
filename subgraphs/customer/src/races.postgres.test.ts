import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import {
  applicationActivated,
  applicationApproved,
  applicationSubmitted,
} from '@lastmile/messaging/events/customer/application';
import { customerCreated, membershipAdded } from '@lastmile/messaging/events/customer/customer';
import { deviceInstalled } from '@lastmile/messaging/events/customer/device';
import { lineAttached } from '@lastmile/messaging/events/customer/line';
import { startTestSubgraph, type TestSubgraph, userActor } from '@lastmile/subgraph/testing';
import { activateApplication } from './application/activate-application.ts';
import { approveApplication } from './application/decide-application.ts';
import { submitApplication } from './application/submit-application.ts';
import { createCustomer } from './customer/create-customer.ts';
import type { CustomerContext, CustomerDomain } from './customer-domain.ts';
import { installDevice } from './device/install-device.ts';
import { importCustomers } from './import/import-customers.ts';
import { attachLine } from './line/attach-line.ts';
import { blockLine } from './line/block-line.ts';
import { changeMemberRole } from './membership/change-member-role.ts';
import { customerSubgraph } from './subgraph.ts';
import { makeTestCustomer, makeTestLine, makeTestWorld, type TestWorld, toldBy } from './testing-world.ts';

/** The codes of what went wrong, with `done` for each that went well. */
async function outcomes(all: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(all);
  return settled
    .map((one) => (one.status === 'fulfilled' ? 'done' : String((one.reason as { code?: string }).code)))
    .sort();
}

describe('several at once', () => {
  let subgraph: TestSubgraph<CustomerDomain>;
  let world: TestWorld;
  let domain: CustomerContext;
  const times = <T>(make: (at: number) => Promise<T>) => Array.from({ length: 8 }, (_, at) => make(at));
  const rest = (code: string) => Array(7).fill(code);

  beforeAll(async () => {
    subgraph = await startTestSubgraph(customerSubgraph);
    world = await makeTestWorld(subgraph);
    domain = subgraph.context();
  });
  afterAll(() => subgraph?.stop());

  it('creating with one key make one customer and give one answer, as long as the key is kept', async () => {
    const caller = subgraph.context(userActor());
    const input = {
      kind: 'PERSON',
      firstName: 'A',
      lastName: 'B',
      email: 'a@b.de',
      idempotencyKey: 'k',
    } as const;
    const before = (await toldBy(subgraph, customerCreated)).length;
    const answers = await Promise.all(times(() => createCustomer(caller, input)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await toldBy(subgraph, customerCreated)).length).toBe(before + 1);
    await expect(createCustomer(caller, { ...input, lastName: 'C' })).rejects.toMatchObject({
      code: 'CUSTOMER_KEY_REUSED',
    });
    const other = await createCustomer(subgraph.context(userActor()), input);
    expect(other.customerId).not.toBe(answers[0]?.customerId);

    await subgraph.runJob('forget-given-answers');
    expect(await createCustomer(caller, input)).toEqual(answers[0]);
    subgraph.clock.advanceMs(31 * 24 * 60 * 60 * 1000);
    await subgraph.runJob('forget-given-answers');
    expect((await createCustomer(caller, input)).customerId).not.toBe(answers[0]?.customerId);
  });

  it('creating without a key by one user give each membership a version of its own', async () => {
    const userId = newId();
    const caller = subgraph.context(userActor(userId));
    const input = { kind: 'PERSON', firstName: 'A', lastName: 'B', email: 'a@b.de' } as const;
    await Promise.all(times(() => createCustomer(caller, input)));
    const versions = (await toldBy(subgraph, membershipAdded))
      .filter(({ data }) => data.userId === userId)
      .map(({ data }) => data.userVersion);
    expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('applying for one address file one application', async () => {
    const { addressId } = await makeTestCustomer(subgraph);
    const input = { addressId, tariffId: world.tariffId };
    expect(await outcomes(times(() => submitApplication(domain, input)))).toEqual([
      ...rest('APPLICATION_ALREADY_OPEN'),
      'done',
    ]);
    const told = (await toldBy(subgraph, applicationSubmitted)).filter(
      ({ data }) => data.addressId === addressId,
    );
    expect(told).toHaveLength(1);
  });

  it('approving approve once', async () => {
    const { addressId } = await makeTestCustomer(subgraph);
    const { id: applicationId } = await submitApplication(domain, { addressId, tariffId: world.tariffId });
    expect(await outcomes(times(() => approveApplication(domain, { applicationId })))).toEqual([
      ...rest('APPLICATION_NOT_IN_STATE'),
      'done',
    ]);
    const told = (await toldBy(subgraph, applicationApproved)).filter(
      ({ subject }) => subject === applicationId,
    );
    expect(told).toHaveLength(1);
  });

  it('attaching two lines to one port attach one, and each device goes to one line', async () => {
    const one = await makeTestLine(subgraph, world, await makeTestCustomer(subgraph));
    const other = await makeTestLine(subgraph, world, await makeTestCustomer(subgraph));
    const lineIds = [one.lineId, other.lineId];
    const [portId = ''] = world.portIds;
    const attached = await outcomes(lineIds.map((lineId) => attachLine(domain, { lineId, portId })));
    expect(attached).toEqual(['PORT_NOT_AVAILABLE', 'done']);
    const [deviceId = ''] = world.deviceIds;
    const installed = await outcomes(lineIds.map((lineId) => installDevice(domain, { lineId, deviceId })));
    expect(installed).toEqual(['DEVICE_ALREADY_INSTALLED', 'done']);
    expect((await toldBy(subgraph, lineAttached)).filter(({ data }) => data.portId === portId)).toHaveLength(
      1,
    );
    expect(
      (await toldBy(subgraph, deviceInstalled)).filter(({ subject }) => subject === deviceId),
    ).toHaveLength(1);
  });

  it('activating tell billing once', async () => {
    const { applicationId, lineId } = await makeTestLine(subgraph, world, await makeTestCustomer(subgraph));
    await attachLine(domain, { lineId, portId: world.portIds[1] ?? '' });
    await installDevice(domain, { lineId, deviceId: world.deviceIds[1] ?? '' });
    expect(await outcomes(times(() => activateApplication(domain, { applicationId })))).toEqual([
      ...rest('APPLICATION_NOT_IN_STATE'),
      'done',
    ]);
    const told = (await toldBy(subgraph, applicationActivated)).filter(
      ({ subject }) => subject === applicationId,
    );
    expect(told).toHaveLength(1);
  });

  it('blocking for one reason block once, and for two reasons keep both', async () => {
    const { lineId } = await makeTestLine(subgraph, world, await makeTestCustomer(subgraph));
    const reasons = ['fraud', 'technical', 'fraud', 'technical'] as const;
    await Promise.all(reasons.map((reason) => blockLine(domain, { lineId, reason })));
    const told = (await toldBy(subgraph)).filter(
      ({ type, subject }) => type === 'customer.line.blocked' && subject === lineId,
    );
    expect(told).toHaveLength(2);
    expect(told[1]?.data).toMatchObject({ blocks: expect.arrayContaining(['fraud', 'technical']) });
  });

  it('two owners giving up their ownership leave one', async () => {
    const userIds = [newId(), newId()];
    const { customerId } = await createCustomer(subgraph.context(userActor(userIds[0])), {
      kind: 'COMPANY',
      companyName: 'ACME',
      email: 'a@acme.de',
    });
    const second = { id: newId(), customerId, userId: userIds[1] ?? '', role: 'owner' as const };
    await importCustomers(domain, { memberships: [second] });
    const ids = (await toldBy(subgraph, membershipAdded))
      .filter(({ data }) => data.customerId === customerId)
      .map(({ subject }) => subject);
    const gone = ids.map((membershipId) => changeMemberRole(domain, { membershipId, role: 'viewer' }));
    expect(await outcomes(gone)).toEqual(['LAST_OWNER', 'done']);
  });
});
