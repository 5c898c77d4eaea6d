import { enumOf } from '../graphql/enum-of.ts';
import type { ContractStatus } from './contract.ts';

export const ContractStatusEnum = enumOf<ContractStatus>('ContractStatus', {
  DRAFT: 'Waits for the customer’s signature.',
  SIGNED: null,
  ACTIVE: 'A line under it is in service.',
  TERMINATED: null,
});
