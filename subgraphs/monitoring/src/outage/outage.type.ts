import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { InvalidInput, NotFound, Problem } from '@lastmile/subgraph/graphql/problem';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { createUnionType, Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { NodeRetired } from '../node/node.problem.ts';
import {
  type OutageCause,
  type OutageRow,
  type OutageStatus,
  outageCauses,
  outageStatuses,
  type Severity,
  severities,
} from './outage.ts';

export const OutageStatusEnum = enumOf('OutageStatus', outageStatuses);
export const OutageSeverityEnum = enumOf('OutageSeverity', severities);
export const OutageCauseEnum = enumOf('OutageCause', outageCauses);
export const OutageOriginEnum = enumOf(
  'OutageOrigin',
  ['PROBE', 'STAFF'],
  'Who opened it: what probes opened, probes close.',
);

/**
 * An outage belongs to the house, within a legal entity and region. A customer comes to it through a line of its own,
 * and then it is seen as that customer's; how the network is built stays with those who hold `node:read`.
 */
@Directive('@key(fields: "id")')
@Owned((outage: OutageRow) => ({
  regionId: outage.regionId,
  legalEntityId: outage.legalEntityId,
  ...(outage.viaCustomerId && { customerId: outage.viaCustomerId }),
}))
@ObjectType('Outage', { description: 'A node failed, and what hangs below it is without service.' })
export class OutageType {
  @Field(() => ID)
  @Access('outage:read')
  id!: string;

  @Field(() => OutageStatusEnum)
  @Access('outage:read')
  status!: OutageStatus;

  @Field(() => OutageSeverityEnum)
  @Access('outage:read')
  severity!: Severity;

  @Field(() => OutageCauseEnum)
  @Access('outage:read')
  cause!: OutageCause;

  @Field(() => DateTimeScalar)
  @Access('outage:read')
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('outage:read')
  expectedEndAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('outage:read')
  resolvedAt!: Date | null;

  @Field(() => OutageOriginEnum)
  @Access('node:read')
  origin!: OutageRow['origin'];

  @Field(() => String, { nullable: true, description: 'Among staff.' })
  @Access('node:read')
  note!: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('node:read')
  acknowledgedAt!: Date | null;

  @Field(() => ID, { nullable: true, description: 'The user who took it on.' })
  @Access('node:read')
  acknowledgedBy!: string | null;

  @Field(() => Int, { description: 'Lines touched so far, those of adopted outages left out.' })
  @Access('node:read')
  affectedLineCount!: number;

  @Field(() => Int)
  @Access('node:read')
  affectedCustomerCount!: number;
}

export const OutageConnection = connectionOf('Outage', () => OutageType);

@Inherited()
@ObjectType('OutageAlreadyOpen', {
  implements: Problem,
  description: 'A node has one open outage at a time.',
})
export class OutageAlreadyOpen extends Problem {
  @Field(() => ID)
  readonly outageId: string;

  constructor(outageId: string) {
    super('OUTAGE_ALREADY_OPEN', `This node already has the open outage ${outageId}. Update that one.`);
    this.outageId = outageId;
  }
}

@Inherited()
@ObjectType('OutageNotOpen', { implements: Problem })
export class OutageNotOpen extends Problem {
  constructor() {
    super(
      'OUTAGE_NOT_OPEN',
      'This outage is resolved and stays as it is. Open a new one if service is down again.',
    );
  }
}

@Inherited()
@ObjectType('OpenOutageSuccess')
export class OpenOutageSuccess {
  @Field(() => OutageType)
  outage!: OutageType;
}

@Inherited()
@ObjectType('UpdateOutageSuccess')
export class UpdateOutageSuccess {
  @Field(() => OutageType)
  outage!: OutageType;
}

@Inherited()
@ObjectType('ResolveOutageSuccess')
export class ResolveOutageSuccess {
  @Field(() => OutageType)
  outage!: OutageType;
}

export const OpenOutageResult = createUnionType({
  name: 'OpenOutageResult',
  types: () => [OpenOutageSuccess, NotFound, InvalidInput, NodeRetired, OutageAlreadyOpen] as const,
});

export const UpdateOutageResult = createUnionType({
  name: 'UpdateOutageResult',
  types: () => [UpdateOutageSuccess, NotFound, InvalidInput, OutageNotOpen] as const,
});

export const ResolveOutageResult = createUnionType({
  name: 'ResolveOutageResult',
  types: () => [ResolveOutageSuccess, NotFound, InvalidInput, OutageNotOpen] as const,
});
