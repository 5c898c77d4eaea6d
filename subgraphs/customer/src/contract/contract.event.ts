import { customerIds } from '../customer/customer.event.ts';
import type { ContractRow } from './contract.store.ts';

export function contractState(contract: ContractRow) {
  const { id: contractId, customerId, number, status, legalEntityId } = contract;
  return { contractId, customerId, number, status, legalEntityId };
}

/** Where a contract's events go: the customer's stream. */
export function contractAddress(contract: ContractRow) {
  return {
    key: contract.customerId,
    subject: contract.id,
    ids: { ...customerIds(contract), contractid: contract.id },
  };
}
