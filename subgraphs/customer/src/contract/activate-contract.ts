import type { CalendarDate } from '@lastmile/kernel/calendar';
import { contractActivated } from '@lastmile/messaging/events/customer/customer';
import type { CustomerWork } from '../customer-domain.ts';
import { contractAddress, contractState } from './contract.event.ts';
import { type ContractRow, changeContract } from './contract.store.ts';
import { afterContract } from './contract.ts';

/** A signed contract comes into force; one that is in force stays so. */
export async function activateContract(
  work: CustomerWork,
  contract: ContractRow,
  activatedOn: CalendarDate,
): Promise<ContractRow> {
  const status = afterContract(contract.status, 'activate');
  if (!status) return contract;
  const active = await changeContract(work, contract, { status, activatedOn });
  work.emit(contractActivated, {
    ...contractAddress(active),
    time: work.clock.now(),
    data: { ...contractState(active), activatedOn },
  });
  return active;
}
