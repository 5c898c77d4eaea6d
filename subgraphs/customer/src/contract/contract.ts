import { next, type Transitions } from '../state/transition.ts';

export type ContractStatus = 'DRAFT' | 'SIGNED' | 'ACTIVE' | 'TERMINATED';
export type ContractAction = 'sign' | 'activate' | 'terminate';

export const contractTransitions: Transitions<ContractStatus, ContractAction> = {
  DRAFT: { sign: 'SIGNED', terminate: 'TERMINATED' },
  SIGNED: { activate: 'ACTIVE', terminate: 'TERMINATED' },
  ACTIVE: { terminate: 'TERMINATED' },
  TERMINATED: {},
};

export const afterContract = (status: ContractStatus, action: ContractAction) =>
  next(contractTransitions, status, action);

/** `K2026-000042`: the year in which it was drafted, and a number that is never used twice. */
export const formatContractNumber = (year: string, ordinal: bigint) =>
  `K${year}-${String(ordinal).padStart(6, '0')}`;
