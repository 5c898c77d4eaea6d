import type { EventDefinition } from '../define-event.ts';
import * as authPartner from './auth/partner.ts';
import * as authRole from './auth/role.ts';
import * as authUser from './auth/user.ts';
import * as billingAccount from './billing/account.ts';
import * as billingBillRun from './billing/bill-run.ts';
import * as billingInvoice from './billing/invoice.ts';
import * as billingPayment from './billing/payment.ts';
import * as billingTariff from './billing/tariff.ts';
import * as customerApplication from './customer/application.ts';
import * as customerCustomer from './customer/customer.ts';
import * as customerDevice from './customer/device.ts';
import * as customerLine from './customer/line.ts';
import * as monitoringNode from './monitoring/node.ts';
import * as monitoringOutage from './monitoring/outage.ts';
import * as notificationNotification from './notification/notification.ts';

const files: readonly Record<string, unknown>[] = [
  authUser,
  authRole,
  authPartner,
  customerCustomer,
  customerApplication,
  customerLine,
  customerDevice,
  billingTariff,
  billingAccount,
  billingInvoice,
  billingPayment,
  billingBillRun,
  monitoringNode,
  monitoringOutage,
  notificationNotification,
];

const isEvent = (value: unknown): value is EventDefinition =>
  typeof value === 'object' && value !== null && 'topic' in value && 'schema' in value;

/** Every event of the house, in the order of its files: what documents and topics are made from. */
export const eventCatalogue: readonly EventDefinition[] = files.flatMap((file) =>
  Object.values(file).filter(isEvent),
);

/** The events of one domain. */
export function eventsOf(domain: string): readonly EventDefinition[] {
  return eventCatalogue.filter((event) => event.domain === domain);
}
