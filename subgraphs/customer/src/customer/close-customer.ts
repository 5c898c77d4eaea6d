import { customerClosed } from '@lastmile/messaging/events/customer/customer';
import { permitted } from '../access/permitted.ts';
import { abandonApplication } from '../application/abandon-application.ts';
import { openApplicationsOf } from '../application/application.store.ts';
import { livingContractsOf } from '../contract/contract.store.ts';
import { endContract } from '../contract/end-contract.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { takeOutOfService } from '../line/cease-line.ts';
import { livingLinesOf } from '../line/line.store.ts';
import { emitCustomer } from './customer.event.ts';
import { CustomerHasActiveLines, CustomerIsClosed } from './customer.problem.ts';
import { type CustomerRow, changeCustomer, lockCustomer } from './customer.store.ts';
import { afterClosing } from './customer.ts';

/**
 * Ends a customer: open applications are withdrawn, planned lines given up, contracts terminated. Refused while a line
 * is in service. Throws NOT_FOUND, FORBIDDEN, CustomerIsClosed, CustomerHasActiveLines.
 */
export async function closeCustomer(
  context: CustomerContext,
  { customerId }: { readonly customerId: string },
): Promise<CustomerRow> {
  return context.transaction(async (work) => {
    const customer = permitted(work, 'customer:close', await lockCustomer(work, customerId), 'customer');
    const status = afterClosing(customer.status);
    if (!status) throw new CustomerIsClosed();
    await endEverything(work, customer.id);
    const closed = await changeCustomer(work, customer, { status, closedAt: work.clock.now() });
    emitCustomer(work, customerClosed, closed);
    return closed;
  });
}

async function endEverything(work: CustomerWork, customerId: string): Promise<void> {
  const active = (await livingLinesOf(work, customerId)).filter(({ state }) => state === 'ACTIVE');
  if (active.length > 0) throw new CustomerHasActiveLines(active.map(({ id }) => id));
  for (const application of await openApplicationsOf(work, customerId))
    await abandonApplication(work, application, { status: 'WITHDRAWN' });
  for (const line of await livingLinesOf(work, customerId)) await takeOutOfService(work, line);
  for (const contract of await livingContractsOf(work, customerId))
    await endContract(work, contract, 'Customer closed');
}
