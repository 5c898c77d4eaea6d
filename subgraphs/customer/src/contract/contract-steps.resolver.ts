import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CustomerContext } from '../customer-domain.ts';
import {
  DraftContractInput,
  DraftContractOutcome,
  SignContractInput,
  SignContractOutcome,
  TerminateContractInput,
  TerminateContractOutcome,
} from './contract.mutation.ts';
import { Contract } from './contract.type.ts';
import { draftContract } from './draft-contract.ts';
import { signContract } from './sign-contract.ts';
import { terminateContract } from './terminate-contract.ts';

@Resolver(() => Contract)
export class ContractStepsResolver {
  @Mutation(() => DraftContractOutcome.Result as never, {
    description: 'Drafts the contract of an approved application.',
  })
  @Access('contract:manage')
  async draftContract(
    @Ctx() context: CustomerContext,
    @Arg('input', () => DraftContractInput) input: DraftContractInput,
  ) {
    return DraftContractOutcome.success(await draftContract(context, input));
  }

  @Mutation(() => SignContractOutcome.Result as never)
  @Access('contract:sign')
  async signContract(
    @Ctx() context: CustomerContext,
    @Arg('input', () => SignContractInput) input: SignContractInput,
  ) {
    return SignContractOutcome.success(await signContract(context, input));
  }

  @Mutation(() => TerminateContractOutcome.Result as never, {
    description: 'Refused while lines under it are in service.',
  })
  @Access('contract:manage')
  async terminateContract(
    @Ctx() context: CustomerContext,
    @Arg('input', () => TerminateContractInput) input: TerminateContractInput,
  ) {
    return TerminateContractOutcome.success(await terminateContract(context, input));
  }
}
