import { Access } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/**
 * The customer domain’s entity, to which billing adds subscriptions. Whose a line is billing does not know: the
 * subscriptions say it themselves.
 */
@Directive('@key(fields: "id")')
@ObjectType('AccessLine')
export class AccessLineStub {
  @Field(() => ID)
  @Access('line:read')
  id!: string;
}
