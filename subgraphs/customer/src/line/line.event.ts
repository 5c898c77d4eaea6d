import type { EventDefinition } from '@lastmile/messaging/define-event';
import { customerIds } from '../customer/customer.event.ts';
import type { CustomerWork } from '../customer-domain.ts';
import type { LineRow } from './line.store.ts';

/** What every event of a line tells of it. */
export function lineState(line: LineRow) {
  return {
    lineId: line.id,
    customerId: line.customerId,
    ...(line.contractId ? { contractId: line.contractId } : {}),
    addressId: line.addressId,
    regionId: line.regionId,
    technology: line.technology,
    status: line.state,
    ...(line.portId ? { portId: line.portId } : {}),
    blocks: [...line.blocks],
  };
}

export function lineIds(line: LineRow) {
  return {
    ...customerIds(line),
    lineid: line.id,
    ...(line.contractId ? { contractid: line.contractId } : {}),
  };
}

type Told = ReturnType<typeof lineState>;

/** Tells what happened to a line, with what the event says besides its state. */
export function emitLine<Data extends Told, Type extends string>(
  work: CustomerWork,
  definition: EventDefinition<Data, Type>,
  line: LineRow,
  more: Omit<Data, keyof Told> & Partial<Pick<Data, 'portId'>>,
): void {
  work.emit(definition, {
    key: line.id,
    subject: line.id,
    time: work.clock.now(),
    data: { ...lineState(line), ...more } as unknown as Data,
    ids: lineIds(line),
  });
}
