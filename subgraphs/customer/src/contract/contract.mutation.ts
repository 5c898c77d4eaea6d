import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { Field, ID, InputType } from 'type-graphql';
import { ApplicationNotInState } from '../application/application.problem.ts';
import { ApplicationHasContract, ContractHasLines, ContractNotInState } from './contract.problem.ts';
import type { ContractRow } from './contract.store.ts';
import { Contract } from './contract.type.ts';

const contractOutcome = (mutation: string, problems: Parameters<typeof outcome>[3]) =>
  outcome<ContractRow>(mutation, 'contract', () => Contract, problems);

@InputType()
export class DraftContractInput {
  @Field(() => ID)
  applicationId!: string;
}

@InputType()
export class SignContractInput {
  @Field(() => ID)
  contractId!: string;
}

@InputType()
export class TerminateContractInput {
  @Field(() => ID)
  contractId!: string;

  @Field(() => String, { nullable: true })
  reason?: string | null;
}

export const DraftContractOutcome = contractOutcome('DraftContract', [
  ApplicationNotInState,
  ApplicationHasContract,
]);
export const SignContractOutcome = contractOutcome('SignContract', [ContractNotInState]);
export const TerminateContractOutcome = contractOutcome('TerminateContract', [
  ContractNotInState,
  ContractHasLines,
]);
