import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { userDeactivated } from '@lastmile/messaging/events/auth/user';
import { tariffPublished, tariffWithdrawn } from '@lastmile/messaging/events/billing/tariff';
import { nodePortsChanged, nodeRetired } from '@lastmile/messaging/events/monitoring/node';
import { staffActor, startTestSubgraph, type TestSubgraph } from '@lastmile/subgraph/testing';
import { activateApplication } from './application/activate-application.ts';
import { rejectApplication } from './application/decide-application.ts';
import { closeCustomer } from './customer/close-customer.ts';
import type { CustomerContext, CustomerDomain } from './customer-domain.ts';
import { installDevice, returnDevice, swapDevice } from './device/install-device.ts';
import { reserveDevice } from './device/keep-stock.ts';
import { attachLine, detachLine } from './line/attach-line.ts';
import { ceaseLine } from './line/cease-line.ts';
import { customerSubgraph } from './subgraph.ts';
import {
  answerOf,
  makeTestCustomer,
  makeTestLine,
  makeTestWorld,
  nodeTold,
  type TestWorld,
  tariffTold,
  toldBy,
} from './testing-world.ts';

describe('refusals', () => {
  let subgraph: TestSubgraph<CustomerDomain>;
  let world: TestWorld;
  let domain: CustomerContext;
  const operator = staffActor('operator');

  beforeAll(async () => {
    subgraph = await startTestSubgraph(customerSubgraph);
    domain = subgraph.context();
  });
  beforeEach(async () => {
    world = await makeTestWorld(subgraph);
  });
  afterAll(() => subgraph?.stop());

  const mutate = (name: string, input: object, fields = '') =>
    answerOf(
      subgraph,
      operator,
      `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) {
        ${name}(input: $input) { __typename ... on Problem { code message } ${fields} } }`,
      input,
    );
  const line = async () => makeTestLine(subgraph, world, await makeTestCustomer(subgraph));
  const working = async () => {
    const made = await line();
    await attachLine(domain, { lineId: made.lineId, portId: world.portIds[0] ?? '' });
    await installDevice(domain, { lineId: made.lineId, deviceId: world.deviceIds[0] ?? '' });
    await activateApplication(domain, { applicationId: made.applicationId });
    return made;
  };

  it('an application approved twice tells its current status', async () => {
    const { applicationId } = await line();
    const again = await mutate(
      'approveApplication',
      { applicationId },
      '... on ApplicationNotInState { applicationStatus }',
    );
    expect(again).toMatchObject({ code: 'APPLICATION_NOT_IN_STATE', applicationStatus: 'APPROVED' });
  });

  it('an address that is not served is not applied for, nor approved', async () => {
    const { addressId } = await makeTestCustomer(subgraph);
    await mutate('surveyAddress', { addressId, coverage: 'NOT_SERVED' });
    const refused = await mutate('submitApplication', { addressId, tariffId: world.tariffId });
    expect(refused).toMatchObject({ __typename: 'AddressNotServed', code: 'ADDRESS_NOT_SERVED' });
  });

  it('a tariff that is unknown, of tomorrow, or withdrawn is not sold', async () => {
    const { addressId } = await makeTestCustomer(subgraph);
    const submit = (tariffId: string) => mutate('submitApplication', { addressId, tariffId });
    expect(await submit(newId())).toMatchObject({ code: 'TARIFF_NOT_SOLD' });
    expect(await submit('no id')).toMatchObject({ code: 'TARIFF_NOT_SOLD' });
    const later = newId();
    const told = tariffTold(later, newId());
    await subgraph.receive(tariffPublished, { ...told, data: { ...told.data, validFrom: '2026-11-24' } });
    expect(await submit(later)).toMatchObject({ code: 'TARIFF_NOT_SOLD' });
    await subgraph.receive(tariffWithdrawn, tariffTold(world.tariffId, world.tariffVersionId));
    expect(await submit(world.tariffId)).toMatchObject({ code: 'TARIFF_NOT_SOLD' });
  });

  it('an application whose tariff was withdrawn meanwhile is not activated, and nothing of it is done', async () => {
    const { applicationId, lineId } = await line();
    await attachLine(domain, { lineId, portId: world.portIds[0] ?? '' });
    await installDevice(domain, { lineId, deviceId: world.deviceIds[0] ?? '' });
    await subgraph.receive(tariffWithdrawn, tariffTold(world.tariffId, world.tariffVersionId));
    expect(await mutate('activateApplication', { applicationId })).toMatchObject({ code: 'TARIFF_NOT_SOLD' });
    const told = (await toldBy(subgraph)).filter(({ lineid }) => lineid === lineId).map(({ type }) => type);
    expect(told).not.toContain('customer.line.activated');
  });

  it('a new version of the tariff is what an activation from then on is sold at', async () => {
    const { applicationId, lineId } = await line();
    await attachLine(domain, { lineId, portId: world.portIds[0] ?? '' });
    await installDevice(domain, { lineId, deviceId: world.deviceIds[0] ?? '' });
    const second = newId();
    await subgraph.receive(tariffPublished, tariffTold(world.tariffId, second, 2));
    expect(await activateApplication(domain, { applicationId })).toMatchObject({ tariffVersionId: second });
  });

  it('a port that is unknown, used by something else, or retired takes no line', async () => {
    const { lineId } = await line();
    const attach = (portId: string | undefined) =>
      mutate('attachLine', { lineId, portId }, '... on PortNotAvailable { reason }');
    const [free = '', used = '', gone = ''] = world.portIds;
    await subgraph.receive(
      nodePortsChanged,
      nodeTold(world.nodeId, [
        { portId: free, status: 'FREE' },
        { portId: used, status: 'USED' },
      ]),
    );
    expect(await attach(newId())).toMatchObject({ __typename: 'NotFound' });
    expect(await attach(used)).toMatchObject({ code: 'PORT_NOT_AVAILABLE', reason: 'USED' });
    expect(await attach(gone)).toMatchObject({ code: 'PORT_NOT_AVAILABLE', reason: 'RETIRED' });
    await subgraph.receive(nodeRetired, nodeTold(world.nodeId, []));
    expect(await attach(free)).toMatchObject({ code: 'PORT_NOT_AVAILABLE', reason: 'RETIRED' });
  });

  it('a port that a line left can be taken by another, though monitoring has called it used since', async () => {
    const one = await line();
    const portId = world.portIds[0] ?? '';
    await attachLine(domain, { lineId: one.lineId, portId });
    await subgraph.receive(nodePortsChanged, nodeTold(world.nodeId, [{ portId, status: 'USED' }]));
    await detachLine(domain, { lineId: one.lineId });
    const other = await line();
    expect(await attachLine(domain, { lineId: other.lineId, portId })).toMatchObject({ portId });
  });

  it('a device that is installed is not installed again, and one kept for another line neither', async () => {
    const [one, other] = [await line(), await line()];
    const [installed = '', kept = ''] = world.deviceIds;
    await installDevice(domain, { lineId: one.lineId, deviceId: installed });
    const again = await mutate(
      'installDevice',
      { lineId: other.lineId, deviceId: installed },
      '... on DeviceAlreadyInstalled { lineId }',
    );
    expect(again).toMatchObject({ code: 'DEVICE_ALREADY_INSTALLED', lineId: one.lineId });
    await reserveDevice(domain, { lineId: one.lineId, deviceId: kept });
    expect(await mutate('installDevice', { lineId: other.lineId, deviceId: kept })).toMatchObject({
      code: 'DEVICE_NOT_IN_STATE',
    });
    await returnDevice(domain, { deviceId: installed });
    expect(await mutate('installDevice', { lineId: other.lineId, deviceId: installed })).toMatchObject({
      code: 'DEVICE_NOT_IN_STATE',
    });
    expect(await mutate('returnDevice', { deviceId: installed })).toMatchObject({
      code: 'DEVICE_NOT_IN_STATE',
    });
  });

  it('a device is swapped on its line; when the replacement is refused the old one stays', async () => {
    const { lineId } = await line();
    const [old = '', fresh = ''] = world.deviceIds;
    await installDevice(domain, { lineId, deviceId: old });
    await expect(swapDevice(domain, { deviceId: old, replacementId: newId() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await swapDevice(domain, { deviceId: old, replacementId: fresh })).toMatchObject({
      lineId,
      status: 'INSTALLED',
    });
    const types = (await toldBy(subgraph)).filter(({ lineid }) => lineid === lineId).map(({ type }) => type);
    expect(types).toEqual([
      'customer.device.installed',
      'customer.device.returned',
      'customer.device.installed',
    ]);
  });

  it('serial number and MAC address are each one device’s, and their form is told', async () => {
    const model = await mutate(
      'addDeviceModel',
      { vendor: 'V', name: newId(), kind: 'ROUTER' },
      '... on AddDeviceModelSuccess { model { id } }',
    );
    const modelId = (model.model as { id: string }).id;
    const receive = (serial: string, mac: string) =>
      mutate(
        'receiveDevice',
        { modelId, serial, mac },
        '... on DeviceAlreadyKnown { field } ... on InvalidInput { field }',
      );
    expect(await receive('SN-1', '02:00:00:00:0a:01')).toMatchObject({ __typename: 'ReceiveDeviceSuccess' });
    expect(await receive('sn-1', '02:00:00:00:0a:02')).toMatchObject({
      code: 'DEVICE_ALREADY_KNOWN',
      field: 'serial',
    });
    expect(await receive('SN-2', '0200.0000.0A01')).toMatchObject({
      code: 'DEVICE_ALREADY_KNOWN',
      field: 'mac',
    });
    expect(await receive('SN-2', '02:00:00')).toMatchObject({ __typename: 'InvalidInput', field: 'mac' });
  });

  it('a line is suspended while there is any reason, and staff touch only their own', async () => {
    const { lineId } = await line();
    const fields = '... on BlockLineSuccess { line { blocks suspended } }';
    expect(await mutate('blockLine', { lineId, reason: 'DUNNING' })).toMatchObject({
      __typename: 'InvalidInput',
      message: expect.stringContaining('only billing'),
    });
    await mutate('blockLine', { lineId, reason: 'FRAUD' });
    expect(await mutate('blockLine', { lineId, reason: 'TECHNICAL' }, fields)).toMatchObject({
      line: { blocks: ['FRAUD', 'TECHNICAL'], suspended: true },
    });
    const lifted = '... on UnblockLineSuccess { line { blocks suspended } }';
    expect(await mutate('unblockLine', { lineId, reason: 'FRAUD' }, lifted)).toMatchObject({
      line: { blocks: ['TECHNICAL'], suspended: true },
    });
    expect(await mutate('unblockLine', { lineId, reason: 'TECHNICAL' }, lifted)).toMatchObject({
      line: { blocks: [], suspended: false },
    });
  });

  it('a customer with a line in service is not closed; afterwards everything open ends with them', async () => {
    const customer = await makeTestCustomer(subgraph);
    const made = await makeTestLine(subgraph, world, customer);
    await attachLine(domain, { lineId: made.lineId, portId: world.portIds[0] ?? '' });
    await installDevice(domain, { lineId: made.lineId, deviceId: world.deviceIds[0] ?? '' });
    await activateApplication(domain, { applicationId: made.applicationId });
    const { customerId } = customer;
    const refused = await mutate(
      'closeCustomer',
      { customerId },
      '... on CustomerHasActiveLines { lineIds }',
    );
    expect(refused).toMatchObject({ code: 'CUSTOMER_HAS_ACTIVE_LINES', lineIds: [made.lineId] });
    const { contractId } = made;
    expect(await mutate('terminateContract', { contractId })).toMatchObject({ code: 'CONTRACT_HAS_LINES' });

    await ceaseLine(domain, { lineId: made.lineId });
    expect(await mutate('ceaseLine', { lineId: made.lineId })).toMatchObject({ code: 'LINE_NOT_IN_STATE' });
    await closeCustomer(domain, { customerId });
    const types = (await toldBy(subgraph))
      .filter((event) => event.customerid === customerId)
      .map(({ type }) => type);
    expect(types.slice(-4)).toEqual(
      expect.arrayContaining(['customer.contract.terminated', 'customer.customer.closed']),
    );
    expect(await mutate('closeCustomer', { customerId })).toMatchObject({ code: 'CUSTOMER_CLOSED' });
    expect(await mutate('updateCustomer', { customerId, firstName: 'X' })).toMatchObject({
      code: 'CUSTOMER_CLOSED',
    });
  });

  it('a rejected application gives back its port and its contract, once its devices are back', async () => {
    const { applicationId, lineId, contractId } = await line();
    await attachLine(domain, { lineId, portId: world.portIds[0] ?? '' });
    await installDevice(domain, { lineId, deviceId: world.deviceIds[0] ?? '' });
    const reject = { applicationId, reason: 'NOT_FEASIBLE' } as const;
    await expect(rejectApplication(domain, reject)).rejects.toMatchObject({
      code: 'DEVICES_STILL_INSTALLED',
    });
    await returnDevice(domain, { deviceId: world.deviceIds[0] ?? '' });
    await rejectApplication(domain, reject);
    const { data } = await subgraph.execute({
      query: `query ($line: ID!, $contract: ID!) {
        line(id: $line) { state port { id } } contract(id: $contract) { status terminatedOn } }`,
      variables: { line: lineId, contract: contractId },
      actor: operator,
    });
    expect(data).toEqual({
      line: { state: 'CEASED', port: null },
      contract: { status: 'TERMINATED', terminatedOn: '2026-11-23' },
    });
  });

  it('a line in service is moved to another port but not left without one', async () => {
    const { lineId } = await working();
    expect(await mutate('detachLine', { lineId })).toMatchObject({ code: 'LINE_IN_SERVICE' });
    await attachLine(domain, { lineId, portId: world.portIds[1] ?? '' });
    const types = (await toldBy(subgraph))
      .filter(({ subject }) => subject === lineId)
      .map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['customer.line.detached', 'customer.line.attached']);
  });

  it('the last owner stays, and an owner who may not sign in does not count', async () => {
    const customer = await makeTestCustomer(subgraph);
    const other = await makeTestCustomer(subgraph);
    const userId = other.owner.id;
    const { customerId } = customer;
    const added = await mutate(
      'addMember',
      { customerId, userId, role: 'OWNER' },
      '... on AddMemberSuccess { membership { id } }',
    );
    expect(await mutate('addMember', { customerId, userId, role: 'PAYER' })).toMatchObject({
      code: 'ALREADY_MEMBER',
    });
    const membershipId = (added.membership as { id: string }).id;
    await subgraph.receive(userDeactivated, {
      key: customer.owner.id,
      subject: customer.owner.id,
      data: { userId: customer.owner.id, status: 'DEACTIVATED' },
    });
    expect(await mutate('removeMember', { membershipId })).toMatchObject({ code: 'LAST_OWNER' });
    expect(await mutate('addMember', { customerId, userId: newId(), role: 'PAYER' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(
      await mutate('addMember', { customerId: other.customerId, userId: customer.owner.id, role: 'PAYER' }),
    ).toMatchObject({ code: 'USER_DEACTIVATED' });
  });

  it('input that cannot be right is told by field', async () => {
    const person = { kind: 'PERSON', firstName: 'A', lastName: 'B', email: 'a@b.de' };
    const register = (more: object) =>
      mutate('registerCustomer', { ...person, ...more }, '... on InvalidInput { field }');
    for (const [field, value] of [
      ['email', 'nobody'],
      ['phone', '0123'],
      ['firstName', 'x'.repeat(101)],
      ['lastName', ''],
      ['locale', '??'],
      ['regionId', newId()],
      ['segment', 'lower'],
      ['companyName', 'ACME'],
    ])
      expect(await register({ [field as string]: value })).toMatchObject({
        __typename: 'InvalidInput',
        code: 'BAD_INPUT',
        field,
      });
  });
});
