import type { CalendarDate } from '@lastmile/kernel/calendar';
import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { CursorScalar, DateScalar, DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { BillRunOccasionEnum, BillRunStatusEnum } from '../graphql/enums.ts';
import { BillRunInProgress } from './bill-run.problem.ts';
import type { BillRunRow } from './bill-run.store.ts';

@Directive('@key(fields: "id")')
@Owned((run: BillRunRow) => ({ legalEntityId: run.legalEntityId }))
@ObjectType('BillRun', { description: 'A pass over the accounts that are due through a date.' })
export class BillRunType {
  @Field(() => ID)
  @Access('billrun:read')
  id!: string;

  @Field(() => BillRunStatusEnum)
  @Access('billrun:read')
  status!: BillRunRow['status'];

  @Field(() => BillRunOccasionEnum)
  @Access('billrun:read')
  occasion!: BillRunRow['occasion'];

  @Field(() => DateScalar, { description: 'Accounts whose next bill date was this day or earlier.' })
  @Access('billrun:read')
  through!: CalendarDate;

  @Field(() => String, { nullable: true, description: 'Only accounts of this zone; null: all.' })
  @Access('billrun:read')
  timeZone!: string | null;

  @Field(() => Int)
  @Access('billrun:read')
  accountsDone!: number;

  @Field(() => Int)
  @Access('billrun:read')
  invoices!: number;

  @Field(() => Int, { description: 'Accounts that could not be billed; the next run tries them again.' })
  @Access('billrun:read')
  failures!: number;

  @Field(() => DateTimeScalar)
  @Access('billrun:read')
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('billrun:read')
  finishedAt!: Date | null;
}

export const BillRunConnection = connectionOf('BillRun', () => BillRunType);

@InputType()
export class StartBillRunInput {
  @Field(() => ID, { nullable: true, description: 'The first one unless given.' })
  legalEntityId?: string | null;

  @Field(() => DateScalar, { description: 'At most 31 days ahead.' })
  through!: CalendarDate;
}

export const startBillRunOutcome = outcome<BillRunRow>('StartBillRun', 'billRun', () => BillRunType, [
  BillRunInProgress,
]);

@Inherited()
@ObjectType('BillRunUpdateSummary')
export class BillRunUpdateSummaryType {
  @Field(() => Int)
  accountsDone!: number;

  @Field(() => Int)
  invoices!: number;

  @Field(() => Int)
  failures!: number;
}

@Inherited()
@ObjectType('BillRunUpdate')
export class BillRunUpdateType {
  @Field(() => CursorScalar, { description: 'Come back with it as `after` and nothing is missed.' })
  cursor!: string;

  @Field(() => String, {
    description: 'SUBSCRIBED, RESYNC, or what happened: STARTED, PROGRESSED, FINISHED.',
  })
  change!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  occurredAt!: Date | null;

  @Field(() => BillRunType, { nullable: true, description: 'As it is now.' })
  billRun!: BillRunRow | null;

  @Field(() => BillRunUpdateSummaryType, { nullable: true, description: 'As it was then.' })
  summary!: BillRunUpdateSummaryType | null;
}
