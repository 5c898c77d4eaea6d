import type { Actor } from '@lastmile/kernel/actor';
import { firstRegionId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { userRegistered } from '@lastmile/messaging/events/auth/user';
import { tariffPublished } from '@lastmile/messaging/events/billing/tariff';
import { nodeCreated } from '@lastmile/messaging/events/monitoring/node';
import { memberActor, type TestSubgraph } from '@lastmile/subgraph/testing';
import { addConnectionAddress } from './address/add-connection-address.ts';
import { approveApplication } from './application/decide-application.ts';
import { submitApplication } from './application/submit-application.ts';
import { draftContract } from './contract/draft-contract.ts';
import { signContract } from './contract/sign-contract.ts';
import { registerCustomer } from './customer/register-customer.ts';
import type { CustomerDomain } from './customer-domain.ts';
import { addDeviceModel, receiveDevice } from './device/receive-device.ts';
import { planLine } from './line/plan-line.ts';

type Running = TestSubgraph<CustomerDomain>;

/** What other domains and the stock room have ready before a customer comes. */
export interface TestWorld {
  readonly tariffId: string;
  readonly tariffVersionId: string;
  readonly nodeId: string;
  readonly portIds: readonly string[];
  readonly deviceIds: readonly string[];
}

export const tariffTold = (tariffId: string, tariffVersionId: string, version = 1) => ({
  key: tariffId,
  subject: tariffId,
  data: {
    tariffId,
    tariffVersionId,
    version,
    status: 'PUBLISHED' as const,
    kind: 'INTERNET' as const,
    price: { amount: '30.00', currency: 'EUR' },
    setupFee: { amount: '0.00', currency: 'EUR' },
    billingPeriodMonths: 1,
    validFrom: '2026-01-01',
  },
});

export const nodeTold = (
  nodeId: string,
  ports: readonly { portId: string; status: 'FREE' | 'USED' | 'RETIRED' }[],
) => ({
  key: nodeId,
  subject: nodeId,
  data: {
    nodeId,
    kind: 'OLT' as const,
    regionId: firstRegionId,
    status: 'UP' as const,
    ports: ports.map(({ portId, status }, at) => ({ portId, status, name: `0/${at}` })),
  },
});

export async function makeTestWorld(subgraph: Running): Promise<TestWorld> {
  const [tariffId, tariffVersionId, nodeId] = [newId(), newId(), newId()];
  const portIds = Array.from({ length: 6 }, () => newId());
  await subgraph.receive(tariffPublished, tariffTold(tariffId, tariffVersionId));
  await subgraph.receive(
    nodeCreated,
    nodeTold(
      nodeId,
      portIds.map((portId) => ({ portId, status: 'FREE' as const })),
    ),
  );
  const domain = subgraph.context();
  const model = await addDeviceModel(domain, { vendor: 'Nokia', name: `G-010-${nodeId}`, kind: 'ONT' });
  const deviceIds: string[] = [];
  for (let at = 0; at < 6; at += 1) {
    const mac = `02${nodeId.slice(-9, -1)}${String(at).padStart(2, '0')}`;
    const device = await receiveDevice(domain, {
      modelId: model.id,
      serial: `SN${nodeId.slice(-8)}${at}`,
      mac,
    });
    deviceIds.push(device.id);
  }
  return { tariffId, tariffVersionId, nodeId, portIds, deviceIds };
}

export interface TestCustomer {
  readonly customerId: string;
  readonly owner: Actor;
  readonly addressId: string;
}

/** A customer with an owner and an address. */
export async function makeTestCustomer(subgraph: Running): Promise<TestCustomer> {
  const userId = newId();
  await subgraph.receive(userRegistered, {
    key: userId,
    subject: userId,
    data: { userId, status: 'ACTIVE', locale: 'en' },
  });
  const domain = subgraph.context();
  const person = { kind: 'PERSON', firstName: 'Jo', lastName: 'Doe', email: 'jo@example.org' } as const;
  const { id: customerId } = await registerCustomer(domain, { ...person, ownerUserId: userId });
  const place = { country: 'DE', postalCode: '10115', city: 'Berlin', street: 'Weg', houseNumber: '1' };
  const { id: addressId } = await addConnectionAddress(domain, { ...place, customerId });
  return { customerId, owner: memberActor(userId, customerId, 'owner'), addressId };
}

/** An application that is approved, with its signed contract and planned line. */
export async function makeTestLine(subgraph: Running, world: TestWorld, customer: TestCustomer) {
  const domain = subgraph.context();
  const { addressId } = customer;
  const { id: applicationId } = await submitApplication(domain, { addressId, tariffId: world.tariffId });
  await approveApplication(domain, { applicationId });
  const { id: contractId } = await draftContract(domain, { applicationId });
  await signContract(domain, { contractId });
  const { id: lineId } = await planLine(domain, { contractId, technology: 'GPON' });
  return { applicationId, contractId, lineId };
}

/** The one root field of a mutation with one input. Throws where the answer has errors. */
export async function answerOf(
  subgraph: Running,
  actor: Actor,
  query: string,
  input: object,
): Promise<Record<string, unknown>> {
  const { data, errors } = await subgraph.execute({ query, variables: { input }, actor });
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data ?? {})[0] as Record<string, unknown>;
}

/** What the domain has told so far, of one kind or all, in the order of its log. */
export async function toldBy<Data, Type extends string>(
  subgraph: Running,
  definition?: EventDefinition<Data, Type>,
): Promise<EventEnvelope<Data, Type>[]> {
  const { messaging } = subgraph.running;
  await messaging.settled();
  const told: EventEnvelope[] = [];
  for (;;) {
    const page = await messaging.feed({ afterPosition: told.at(-1)?.position ?? 0, limit: 1_000 });
    told.push(...page);
    if (page.length < 1_000) break;
  }
  return told.filter(({ type }) => !definition || type === definition.type) as EventEnvelope<Data, Type>[];
}
