import { contractTerminated } from '@lastmile/messaging/events/customer/customer';
import type { CustomerWork } from '../customer-domain.ts';
import { todayIn } from '../region/region-day.ts';
import { contractAddress, contractState } from './contract.event.ts';
import { ContractNotInState } from './contract.problem.ts';
import { type ContractRow, changeContract } from './contract.store.ts';
import { afterContract } from './contract.ts';

/** Terminates a contract and says so. Throws ContractNotInState. */
export async function endContract(
  work: CustomerWork,
  contract: ContractRow,
  terminationReason: string | null,
): Promise<ContractRow> {
  const status = afterContract(contract.status, 'terminate');
  if (!status) throw new ContractNotInState(contract.status, 'terminated');
  const terminatedOn = await todayIn(work, contract.regionId);
  const ended = await changeContract(work, contract, { status, terminatedOn, terminationReason });
  work.emit(contractTerminated, {
    ...contractAddress(ended),
    time: work.clock.now(),
    data: { ...contractState(ended), terminatedOn },
  });
  return ended;
}
