import { Inherited } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Field, ObjectType } from 'type-graphql';
import { OutageType } from '../outage/outage.type.ts';
import { type LineState, lineStates } from './line-status.ts';

export const LineStateEnum = enumOf(
  'LineServiceState',
  lineStates,
  'DOWN while an outage touches the line; UP where the probes say so; UNKNOWN where nothing is known.',
);

@Inherited()
@ObjectType('LineStatus', { description: 'Whether a line works, as far as the network knows.' })
export class LineStatusType {
  @Field(() => LineStateEnum)
  state!: LineState;

  @Field(() => DateTimeScalar, { nullable: true })
  since!: Date | null;

  @Field(() => OutageType, { nullable: true, description: 'What the line is down by.' })
  outage!: OutageType | null;
}
