import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { nodeCreated } from '@lastmile/messaging/events/monitoring/node';
import { staffActor, startTestSubgraph, type TestSubgraph } from '@lastmile/subgraph/testing';
import type { CustomerDomain } from '../customer-domain.ts';
import { attachLine } from '../line/attach-line.ts';
import { PortNotAvailable } from '../line/line.problem.ts';
import { customerSubgraph } from '../subgraph.ts';
import { makeTestCustomer, makeTestLine, makeTestWorld, nodeTold, toldBy } from '../testing-world.ts';
import { type ImportedCustomers, importCustomers } from './import-customers.ts';

const size = 1_000;

function provider(): Required<ImportedCustomers> {
  const nodeId = newId();
  const model = { id: newId(), vendor: 'Nokia', name: `G-${newId()}`, kind: 'ONT' as const };
  const since = new Date('2025-11-01T09:00:00Z');
  const all = Array.from({ length: size }, (_, at) => {
    const [customerId, addressId, contractId, lineId] = [newId(), newId(), newId(), newId()];
    const person = { kind: 'PERSON' as const, firstName: 'Ada', lastName: `Nr ${at}` };
    const company = { kind: 'COMPANY' as const, companyName: `Company ${at}`, taxId: `DE${at}` };
    const place = { country: 'DE', postalCode: '10115', city: 'Berlin', street: 'Weg', houseNumber: `${at}` };
    const hex = at.toString(16).padStart(6, '0');
    return {
      customer: { id: customerId, email: `c${at}@example.org`, ...(at % 10 === 0 ? company : person) },
      membership: { id: newId(), customerId, userId: newId(), role: 'owner' as const },
      address: { id: addressId, customerId, coverage: 'SERVED' as const, ...place },
      contract: { id: contractId, customerId, signedOn: '2025-10-20', activatedOn: '2025-11-01' },
      line: {
        id: lineId,
        customerId,
        contractId,
        addressId,
        technology: 'GPON' as const,
        port: { id: newId(), nodeId, attachedAt: since },
        activatedAt: since,
      },
      device: {
        id: newId(),
        modelId: model.id,
        serial: `ALCL-${hex}`,
        mac: `02:00:00:${hex.match(/../g)?.join(':')}`,
        installed: { lineId, at: since },
      },
    };
  });
  return {
    customers: all.map(({ customer }) => customer),
    memberships: all.map(({ membership }) => membership),
    addresses: all.map(({ address }) => address),
    contracts: all.map(({ contract }) => contract),
    deviceModels: [model],
    lines: all.map(({ line }) => line),
    devices: all.map(({ device }) => device),
  };
}

describe('an import', () => {
  let subgraph: TestSubgraph<CustomerDomain>;
  const data = provider();

  beforeAll(async () => {
    subgraph = await startTestSubgraph(customerSubgraph);
  });
  afterAll(() => subgraph?.stop());

  it('takes over 1,000 customers with all they have in less than five seconds, and tells of each', async () => {
    await importCustomers(subgraph.context(), data);

    const told = await toldBy(subgraph);
    const counts = Object.fromEntries(
      [...new Set(told.map(({ type }) => type))].map((type) => [
        type,
        told.filter((event) => event.type === type).length,
      ]),
    );
    expect(counts).toEqual({
      'customer.customer.created': size,
      'customer.membership.added': size,
      'customer.contract.signed': size,
      'customer.contract.activated': size,
      'customer.line.attached': size,
      'customer.line.activated': size,
      'customer.device.installed': size,
    });
    expect(new Set(told.map(({ bulkid }) => bulkid)).size).toBe(1);
  }, 30_000);

  it('done again changes nothing and tells nothing', async () => {
    const before = (await toldBy(subgraph)).length;
    await importCustomers(subgraph.context(), data);
    expect((await toldBy(subgraph)).length).toBe(before);
  }, 30_000);

  it('leaves numbers behind it that are still free', async () => {
    const id = newId();
    const customer = {
      id,
      number: 'C0900000',
      kind: 'PERSON',
      firstName: 'A',
      lastName: 'B',
      email: 'a@b.de',
    } as const;
    await importCustomers(subgraph.context(), { customers: [customer] });
    await makeTestCustomer(subgraph);
    const { data: found } = await subgraph.execute({
      query: '{ customers(first: 2, filter: { search: "C09" }) { nodes { number } } }',
      actor: staffActor(),
    });
    expect(found).toEqual({ customers: { nodes: [{ number: 'C0900000' }, { number: 'C0900001' }] } });
  });

  it('gives several memberships of one user the versions 1, 2, 3', async () => {
    const userId = newId();
    const memberships = data.customers
      .slice(0, 3)
      .map(({ id: customerId }) => ({ id: newId(), customerId, userId, role: 'payer' as const }));
    await importCustomers(subgraph.context(), { memberships });
    const versions = (await toldBy(subgraph)).flatMap(({ userid, data: told }) =>
      userid === userId ? (told as { userVersion: number }).userVersion : [],
    );
    expect(versions).toEqual([1, 2, 3]);
  });

  it('names the row and the field of what is wrong, and takes nothing of that part', async () => {
    const [good, bad] = [newId(), newId()];
    const person = { kind: 'PERSON' as const, firstName: 'A', lastName: 'B' };
    const customers = [
      { id: good, email: 'good@example.org', ...person },
      { id: bad, email: 'not an address', ...person },
    ];
    await expect(importCustomers(subgraph.context(), { customers })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      details: { field: `customers[${bad}].email` },
    });
    await expect(
      importCustomers(subgraph.context(), {
        memberships: [{ id: newId(), customerId: good, userId: newId(), role: 'owner' }],
      }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('there is no') });
  });

  it('says which uniqueness is broken by a serial number that another device has', async () => {
    const device = { ...data.devices[0], id: newId(), mac: '02:aa:aa:aa:aa:aa', installed: null };
    await expect(
      importCustomers(subgraph.context(), { devices: [device as (typeof data.devices)[0]] }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('devices_serial_key') });
  });

  it('is for staff whose rights have no bounds', async () => {
    const bounded = staffActor('operator');
    const scope = { legalEntities: 'all', regions: [newId()] } as const;
    const actor = { ...bounded, staff: bounded.staff.map((grant) => ({ ...grant, scope })) };
    await expect(importCustomers(subgraph.context(actor), data)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('keeps a port that monitoring tells of only afterwards', async () => {
    const port = data.lines[0]?.port;
    const nodeId = port?.nodeId ?? '';
    const world = await makeTestWorld(subgraph);
    await subgraph.receive(nodeCreated, nodeTold(nodeId, [{ portId: port?.id ?? '', status: 'FREE' }]));
    const { lineId } = await makeTestLine(subgraph, world, await makeTestCustomer(subgraph));
    await expect(attachLine(subgraph.context(), { lineId, portId: port?.id ?? '' })).rejects.toBeInstanceOf(
      PortNotAvailable,
    );
  });
});
