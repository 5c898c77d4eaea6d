import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { CustomerWork } from '../customer-domain.ts';
import type { CustomerRow } from './customer.store.ts';

/** What every event of a customer tells of them. */
export function customerState(customer: CustomerRow) {
  return {
    customerId: customer.id,
    kind: customer.kind,
    status: customer.status,
    segment: customer.segment,
    regionId: customer.regionId,
    legalEntityId: customer.legalEntityId,
  };
}

export function customerIds(customer: Pick<CustomerRow, 'customerId' | 'regionId' | 'legalEntityId'>) {
  return {
    customerid: customer.customerId,
    regionid: customer.regionId,
    legalentityid: customer.legalEntityId,
  };
}

export function emitCustomer<Type extends string>(
  work: CustomerWork,
  definition: EventDefinition<ReturnType<typeof customerState>, Type>,
  customer: CustomerRow,
): void {
  work.emit(definition, {
    key: customer.id,
    subject: customer.id,
    time: work.clock.now(),
    data: customerState(customer),
    ids: customerIds(customer),
  });
}
