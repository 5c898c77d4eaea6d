import { badInput } from '@lastmile/kernel/refusal';
import { permitted } from '../access/permitted.ts';
import { lockAddress } from '../address/address.store.ts';
import { ApplicationNotInState } from '../application/application.problem.ts';
import { lockApplication } from '../application/application.store.ts';
import { isUnderWay } from '../application/application.ts';
import { ContractNotInState } from '../contract/contract.problem.ts';
import { type ContractRow, lockContract } from '../contract/contract.store.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { ApplicationHasLine } from './line.problem.ts';
import { insertLine, type LineRow, livingLineFor } from './line.store.ts';
import type { LineTechnology } from './line.ts';

export interface PlanLine {
  readonly contractId: string;
  /** Needed where the contract was not drafted from an application, or for a further line of it. */
  readonly addressId?: string | null;
  readonly technology: LineTechnology;
}

/**
 * Plans the line of the contract's application or, given another address of the customer, a further one.
 * Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, ContractNotInState, ApplicationNotInState, ApplicationHasLine.
 */
export async function planLine(context: CustomerContext, input: PlanLine): Promise<LineRow> {
  return context.transaction(async (work) => {
    const found = await lockContract(work, input.contractId);
    const contract = permitted(work, 'line:manage', found, 'contract');
    if (contract.status === 'TERMINATED') throw new ContractNotInState(contract.status, 'given a line');
    const place = await placeOf(work, contract, input.addressId ?? null);
    return insertLine(work, {
      ...place,
      customerId: contract.customerId,
      contractId: contract.id,
      technology: input.technology,
    });
  });
}

type Place = Pick<LineRow, 'addressId' | 'applicationId' | 'regionId' | 'legalEntityId'>;

async function placeOf(work: CustomerWork, contract: ContractRow, addressId: string | null): Promise<Place> {
  const applied = contract.applicationId ? await lockApplication(work, contract.applicationId) : null;
  if (applied && (addressId === null || addressId === applied.addressId)) {
    if (!isUnderWay(applied.status)) throw new ApplicationNotInState(applied.status, 'given a line');
    const living = await livingLineFor(work, applied.id);
    if (living) throw new ApplicationHasLine(living.id);
    const { id: applicationId, addressId: appliedAt, regionId, legalEntityId } = applied;
    return { applicationId, addressId: appliedAt, regionId, legalEntityId };
  }
  if (addressId === null)
    throw badInput('addressId', 'this contract has no application, so say which address');
  const address = permitted(work, 'line:manage', await lockAddress(work, addressId), 'address');
  if (address.customerId !== contract.customerId)
    throw badInput('addressId', 'this address is of another customer than the contract');
  const { regionId, legalEntityId } = address;
  return { applicationId: null, addressId, regionId, legalEntityId };
}
