import {
  customerChanged,
  customerClosed,
  customerCreated,
} from '@lastmile/messaging/events/customer/customer';
import { projection } from '@lastmile/messaging/handler';
import type { BillingWork } from './billing.ts';
import { rememberCustomer } from './customer/known-customer.store.ts';

const told = [customerCreated, customerChanged, customerClosed] as const;

/** Which customers there are, so that no account is opened for one that is not there or is closed. */
export const onCustomerChanged = projection<BillingWork, typeof told>({
  name: 'know-customers',
  on: told,
  apply: (work, event) => rememberCustomer(work.query, event.data.customerId, event.data.status),
});
