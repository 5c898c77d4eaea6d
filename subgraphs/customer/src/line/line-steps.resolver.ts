import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CustomerContext } from '../customer-domain.ts';
import { attachLine, detachLine } from './attach-line.ts';
import { blockLine, unblockLine } from './block-line.ts';
import { ceaseLine } from './cease-line.ts';
import {
  AttachLineInput,
  AttachLineOutcome,
  BlockLineInput,
  BlockLineOutcome,
  CeaseLineInput,
  CeaseLineOutcome,
  DetachLineInput,
  DetachLineOutcome,
  PlanLineInput,
  PlanLineOutcome,
  UnblockLineInput,
  UnblockLineOutcome,
} from './line.mutation.ts';
import { AccessLine } from './line.type.ts';
import { planLine } from './plan-line.ts';

@Resolver(() => AccessLine)
export class LineStepsResolver {
  @Mutation(() => PlanLineOutcome.Result as never, {
    description: 'Plans the line of the contract’s application, or a further one at another address.',
  })
  @Access('line:manage')
  async planLine(@Ctx() context: CustomerContext, @Arg('input', () => PlanLineInput) input: PlanLineInput) {
    return PlanLineOutcome.success(await planLine(context, input));
  }

  @Mutation(() => AttachLineOutcome.Result as never, {
    description: 'Puts a line on a port; from another port it is moved.',
  })
  @Access('line:manage')
  async attachLine(
    @Ctx() context: CustomerContext,
    @Arg('input', () => AttachLineInput) input: AttachLineInput,
  ) {
    return AttachLineOutcome.success(await attachLine(context, input));
  }

  @Mutation(() => DetachLineOutcome.Result as never, {
    description: 'Takes a line that is not yet in service off its port.',
  })
  @Access('line:manage')
  async detachLine(
    @Ctx() context: CustomerContext,
    @Arg('input', () => DetachLineInput) input: DetachLineInput,
  ) {
    return DetachLineOutcome.success(await detachLine(context, input));
  }

  @Mutation(() => BlockLineOutcome.Result as never, {
    description: 'Suspends a line for a reason of staff: TECHNICAL or FRAUD.',
  })
  @Access('line:manage')
  async blockLine(
    @Ctx() context: CustomerContext,
    @Arg('input', () => BlockLineInput) input: BlockLineInput,
  ) {
    return BlockLineOutcome.success(await blockLine(context, input));
  }

  @Mutation(() => UnblockLineOutcome.Result as never, {
    description: 'Takes a reason of staff away; the line stays suspended while there is another.',
  })
  @Access('line:manage')
  async unblockLine(
    @Ctx() context: CustomerContext,
    @Arg('input', () => UnblockLineInput) input: UnblockLineInput,
  ) {
    return UnblockLineOutcome.success(await unblockLine(context, input));
  }

  @Mutation(() => CeaseLineOutcome.Result as never, {
    description: 'Takes a line out of service for good; its port becomes free.',
  })
  @Access('line:manage')
  async ceaseLine(
    @Ctx() context: CustomerContext,
    @Arg('input', () => CeaseLineInput) input: CeaseLineInput,
  ) {
    return CeaseLineOutcome.success(await ceaseLine(context, input));
  }
}
