import { contractSigned } from '@lastmile/messaging/events/customer/customer';
import { permitted } from '../access/permitted.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { todayIn } from '../region/region-day.ts';
import { contractAddress, contractState } from './contract.event.ts';
import { ContractNotInState } from './contract.problem.ts';
import { type ContractRow, changeContract, lockContract } from './contract.store.ts';
import { afterContract } from './contract.ts';

/** Throws NOT_FOUND, FORBIDDEN, ContractNotInState. */
export async function signContract(
  context: CustomerContext,
  input: { readonly contractId: string },
): Promise<ContractRow> {
  return context.transaction(async (work) => {
    const found = await lockContract(work, input.contractId);
    const contract = permitted(work, 'contract:sign', found, 'contract');
    const status = afterContract(contract.status, 'sign');
    if (!status) throw new ContractNotInState(contract.status, 'signed');
    const signedOn = await todayIn(work, contract.regionId);
    const signedByUserId = work.actor.kind === 'user' ? work.actor.id : null;
    const signed = await changeContract(work, contract, { status, signedOn, signedByUserId });
    work.emit(contractSigned, {
      ...contractAddress(signed),
      time: work.clock.now(),
      data: { ...contractState(signed), signedOn },
    });
    return signed;
  });
}
