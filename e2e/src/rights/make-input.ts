import { newId } from '@lastmile/kernel/id';
import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** What an argument or input field of type ID names. One that is not here fails the test. */
export const typeOfId: Readonly<Record<string, string>> = {
  accountId: 'BillingAccount',
  apiKeyId: 'ApiKey',
  addressId: 'ConnectionAddress',
  applicationId: 'ConnectionApplication',
  contractId: 'Contract',
  customerId: 'Customer',
  deviceId: 'Device',
  invoiceId: 'Invoice',
  lineId: 'AccessLine',
  membershipId: 'Membership',
  notificationId: 'Notification',
  outageId: 'Outage',
  paymentId: 'Payment',
  replacementId: 'Device',
  sessionId: 'Session',
  subscriptionId: 'ServiceSubscription',
  userId: 'User',
  billRunId: 'BillRun',
  eventId: 'event',
  legalEntityId: 'LegalEntity',
  legalEntityIds: 'LegalEntity',
  modelId: 'DeviceModel',
  nodeId: 'NetworkNode',
  ownerUserId: 'User',
  partnerId: 'Partner',
  parentId: 'NetworkNode',
  portId: 'Port',
  probeId: 'Probe',
  regionId: 'Region',
  regionIds: 'Region',
  roleId: 'Role',
  tariffId: 'Tariff',
  templateId: 'NotificationTemplate',
};

const texts: Readonly<Record<string, string>> = {
  country: 'DE',
  email: 'somebody@customers.example',
  event: '{}',
  idempotencyKey: 'rights-of-others-1',
  language: 'en',
  mac: '02:00:00:00:00:01',
  method: 'sandbox-ok',
};

const scalars: Readonly<Record<string, unknown>> = {
  Boolean: false,
  Currency: 'EUR',
  Date: '2026-12-31',
  DateTime: '2026-12-01T09:00:00Z',
  Decimal: '1.00',
  Int: 1,
};

/**
 * A value that passes validation, with only what is required. Ids are those that `idOf` gives for the type of object
 * that they name; what it does not know is made up.
 */
export function makeInput(
  type: GraphQLInputType,
  idOf: (type: string) => string | undefined,
  name = '',
): unknown {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return [makeInput(inner.ofType, idOf, name)];
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    return Object.fromEntries(
      fields
        .filter((field) => isNonNullType(field.type) && field.defaultValue === undefined)
        .map((field) => [field.name, makeInput(field.type, idOf, field.name)]),
    );
  }
  if (inner.name === 'ID') return idOf(objectNamedBy(name)) ?? newId();
  if (inner.name === 'String') return texts[name] ?? 'nothing in particular';
  if (inner.name in scalars) return scalars[inner.name];
  throw new Error(`No value for ${name}: ${inner.name}. Give one in e2e/src/rights/make-input.ts`);
}

/** Throws for a name that is not known. */
export function objectNamedBy(name: string): string {
  const type = typeOfId[name];
  if (!type) throw new Error(`Whose id is ${name}? Say it in e2e/src/rights/make-input.ts`);
  return type;
}

/** The names of required fields of type ID, at any depth. */
export function idsIn(type: GraphQLInputType, requiredOnly = true, name = ''): string[] {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return idsIn(inner.ofType, requiredOnly, name);
  if (isInputObjectType(inner)) {
    return Object.values(inner.getFields())
      .filter((field) => !requiredOnly || isNonNullType(field.type))
      .flatMap((field) => idsIn(field.type, requiredOnly, field.name));
  }
  return 'name' in inner && inner.name === 'ID' ? [name] : [];
}
