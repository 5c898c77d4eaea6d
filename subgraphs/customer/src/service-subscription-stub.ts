import { Access } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** billing's ServiceSubscription, pointed at by its id. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('ServiceSubscription')
export class ServiceSubscriptionStub {
  @Field(() => ID)
  @Access('subscription:read')
  id!: string;
}
