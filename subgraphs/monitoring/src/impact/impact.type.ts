import { Access, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';

export interface LineImpactRow {
  readonly lineId: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly from: Date;
  readonly to: Date | null;
}

@Owned((impact: LineImpactRow) => ({ customerId: impact.customerId, regionId: impact.regionId }))
@ObjectType('LineImpact', { description: 'How long an outage touched a line.' })
export class LineImpactType {
  @Field(() => DateTimeScalar)
  @Access('outage:read')
  from!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Null while it goes on.' })
  @Access('outage:read')
  to!: Date | null;
}

export const LineImpactConnection = connectionOf('LineImpact', () => LineImpactType);
