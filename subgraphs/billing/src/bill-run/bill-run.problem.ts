import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ID, ObjectType } from 'type-graphql';

@Inherited()
@ObjectType('BillRunInProgress', { implements: Problem })
export class BillRunInProgress extends Problem {
  @Field(() => ID)
  readonly billRunId: string;

  constructor(billRunId: string) {
    super('BILL_RUN_IN_PROGRESS', 'A run through this date is under way: watch that one.');
    this.billRunId = billRunId;
  }
}
