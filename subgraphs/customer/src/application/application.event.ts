import type { EventDefinition } from '@lastmile/messaging/define-event';
import { customerIds } from '../customer/customer.event.ts';
import type { CustomerWork } from '../customer-domain.ts';
import type { ApplicationRow } from './application.store.ts';

/** What every event of an application tells of it. */
export function applicationState(application: ApplicationRow) {
  const { id: applicationId, customerId, addressId, tariffId, status } = application;
  return { applicationId, customerId, addressId, tariffId, status };
}

export function applicationIds(application: ApplicationRow) {
  return { ...customerIds(application), applicationid: application.id };
}

type Told = ReturnType<typeof applicationState>;

/** Tells what happened to an application, with what the event says besides its state. */
export function emitApplication<Data extends Told, Type extends string>(
  work: CustomerWork,
  definition: EventDefinition<Data, Type>,
  application: ApplicationRow,
  more: Omit<Data, keyof Told>,
): void {
  work.emit(definition, {
    key: application.customerId,
    subject: application.id,
    time: work.clock.now(),
    data: { ...applicationState(application), ...more } as unknown as Data,
    ids: applicationIds(application),
  });
}
