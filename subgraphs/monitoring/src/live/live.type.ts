import { Inherited } from '@lastmile/subgraph/access/access';
import { CursorScalar, DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import type { NodeRow, NodeStatus } from '../node/node.ts';
import { NetworkNodeType, NodeStatusEnum } from '../node/node.type.ts';
import type { OutageRow, OutageStatus } from '../outage/outage.ts';
import { OutageStatusEnum, OutageType } from '../outage/outage.type.ts';

@Inherited()
@ObjectType('OutageSummary', { description: 'An outage in a sentence, for whoever looks on.' })
export class OutageSummaryType {
  @Field(() => String, { description: 'In English.' })
  text!: string;

  @Field(() => OutageStatusEnum)
  status!: OutageStatus;

  @Field(() => Int, { description: 'For a customer its own lines, else all that are touched.' })
  lines!: number;
}

@Inherited()
@ObjectType('OutageUpdate')
export class OutageUpdateType {
  @Field(() => CursorScalar, { description: 'Subscribe with it as `after` to miss nothing.' })
  cursor!: string;

  @Field(() => String, {
    description:
      'SUBSCRIBED, OPENED, UPDATED, RESOLVED, or RESYNC: too much was missed, read the state anew.',
  })
  change!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  occurredAt!: Date | null;

  @Field(() => OutageType, { nullable: true, description: 'As it is now.' })
  outage!: OutageRow | null;

  @Field(() => OutageSummaryType, { nullable: true })
  summary!: OutageSummaryType | null;
}

@Inherited()
@ObjectType('NodeStatusSummary')
export class NodeStatusSummaryType {
  @Field(() => NodeStatusEnum, { description: 'As the event says it was.' })
  status!: NodeStatus;

  @Field(() => DateTimeScalar)
  since!: Date;
}

@Inherited()
@ObjectType('NodeStatusUpdate')
export class NodeStatusUpdateType {
  @Field(() => CursorScalar, { description: 'Subscribe with it as `after` to miss nothing.' })
  cursor!: string;

  @Field(() => String, { description: 'SUBSCRIBED, DOWN, UP, RETIRED, or RESYNC: read the state anew.' })
  change!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  occurredAt!: Date | null;

  @Field(() => NetworkNodeType, { nullable: true, description: 'As it is now.' })
  node!: NodeRow | null;

  @Field(() => NodeStatusSummaryType, { nullable: true })
  summary!: NodeStatusSummaryType | null;
}
