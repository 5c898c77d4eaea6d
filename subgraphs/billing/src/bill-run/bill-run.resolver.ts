import { Access } from '@lastmile/subgraph/access/access';
import { type Connection, PageArgs } from '@lastmile/subgraph/graphql/page';
import { CursorScalar } from '@lastmile/subgraph/graphql/scalars';
import {
  Arg,
  Args,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import type { BillingContext } from '../billing.ts';
import { legalEntityLoader } from '../company/legal-entity.store.ts';
import { LegalEntityType } from '../company/legal-entity.type.ts';
import { type BillRunRow, findBillRun } from './bill-run.store.ts';
import {
  BillRunConnection,
  BillRunType,
  BillRunUpdateType,
  StartBillRunInput,
  startBillRunOutcome,
} from './bill-run.type.ts';
import { followBillRuns, listBillRuns } from './see-bill-runs.ts';
import { startBillRun } from './start-bill-run.ts';

@Resolver(() => BillRunType)
export class BillRunResolver {
  @Query(() => BillRunType, { nullable: true })
  @Access('billrun:read')
  async billRun(@Ctx() context: BillingContext, @Arg('id', () => ID) id: string) {
    return (await findBillRun(context.database.query, id)) ?? null;
  }

  @Query(() => BillRunConnection, { description: 'The newest first.' })
  @Access('billrun:read')
  billRuns(
    @Ctx() context: BillingContext,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<BillRunRow>> {
    return listBillRuns(context, page);
  }

  @FieldResolver(() => LegalEntityType, { nullable: true })
  @Access('billrun:read')
  legalEntity(@Ctx() context: BillingContext, @Root() run: BillRunRow) {
    return context.load(legalEntityLoader, run.legalEntityId);
  }

  @Mutation(() => startBillRunOutcome.Result, {
    description: 'Issues invoices for what is due through a date; goes on by itself, see billRunUpdated.',
  })
  @Access('billrun:start')
  async startBillRun(
    @Ctx() context: BillingContext,
    @Arg('input', () => StartBillRunInput) input: StartBillRunInput,
  ) {
    return startBillRunOutcome.success(await startBillRun(context, input));
  }

  @Subscription(() => BillRunUpdateType, {
    subscribe: ({ context, args }) =>
      followBillRuns(context as BillingContext, args as { id?: string | null }),
    description: 'Of one run, or of all.',
  })
  @Access('billrun:read')
  billRunUpdated(
    @Root() update: BillRunUpdateType,
    @Arg('id', () => ID, { nullable: true }) _id: string | null,
    @Arg('after', () => CursorScalar, { nullable: true }) _after: string | null,
  ): BillRunUpdateType {
    return update;
  }
}
