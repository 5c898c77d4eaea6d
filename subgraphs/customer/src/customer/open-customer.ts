import type { Permission } from '@lastmile/kernel/permission';
import { permitted } from '../access/permitted.ts';
import type { CustomerWork } from '../customer-domain.ts';
import { CustomerIsClosed } from './customer.problem.ts';
import { type CustomerRow, lockCustomer } from './customer.store.ts';

/** The customer, locked, with whom something is to be begun. Throws NOT_FOUND, FORBIDDEN, CustomerIsClosed. */
export async function openCustomer(
  work: CustomerWork,
  id: string,
  permission: Permission,
): Promise<CustomerRow> {
  const customer = permitted(work, permission, await lockCustomer(work, id), 'customer');
  if (customer.status === 'CLOSED') throw new CustomerIsClosed();
  return customer;
}
