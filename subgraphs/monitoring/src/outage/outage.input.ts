import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Field, ID, InputType } from 'type-graphql';
import type { OutageCause, OutageStatus, Severity } from './outage.ts';
import { OutageCauseEnum, OutageSeverityEnum, OutageStatusEnum } from './outage.type.ts';

@InputType()
export class OutageFilter {
  @Field(() => OutageStatusEnum, { nullable: true })
  status?: OutageStatus | null;

  @Field(() => ID, { nullable: true })
  nodeId?: string | null;

  @Field(() => ID, { nullable: true })
  regionId?: string | null;
}

@InputType()
export class OpenOutageInput {
  @Field(() => ID)
  nodeId!: string;

  @Field(() => OutageCauseEnum, { nullable: true, description: 'OTHER unless given.' })
  cause?: OutageCause | null;

  @Field(() => OutageSeverityEnum, {
    nullable: true,
    description: 'Follows the number of lines unless given.',
  })
  severity?: Severity | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Now unless given; not in the future.' })
  startedAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  expectedEndAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'For staff, at most 2,000 characters.' })
  note?: string | null;
}

@InputType({ description: 'What is left out stays as it is; null empties what may be empty.' })
export class UpdateOutageInput {
  @Field(() => ID)
  outageId!: string;

  @Field(() => OutageCauseEnum, { nullable: true })
  cause?: OutageCause | null;

  @Field(() => OutageSeverityEnum, {
    nullable: true,
    description: 'Null: follows the number of lines again.',
  })
  severity?: Severity | null;

  @Field(() => DateTimeScalar, { nullable: true })
  expectedEndAt?: Date | null;

  @Field(() => String, { nullable: true })
  note?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: you take it on.' })
  acknowledge?: boolean | null;
}

@InputType()
export class ResolveOutageInput {
  @Field(() => ID)
  outageId!: string;

  @Field(() => OutageCauseEnum, { nullable: true })
  cause?: OutageCause | null;
}
