import { Inherited } from '@lastmile/subgraph/access/access';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

@Directive('@inaccessible')
@Inherited()
@ObjectType('ActorState', { description: 'What a session may do, for the gateway.' })
export class ActorState {
  @Field(() => ID)
  sessionId!: string;

  @Field(() => ID)
  userId!: string;

  @Field(() => Int, {
    description: 'Grows with every change of the user’s rights; told by auth.actor.changed.',
  })
  version!: number;

  @Field(() => Int, { description: 'The highest version of the user’s memberships that is taken in.' })
  membershipVersion!: number;

  @Field(() => DateTimeScalar, { description: 'When the session ends unless it is refreshed before.' })
  expiresAt!: Date;

  @Field(() => String, {
    description: 'The kernel’s Actor as JSON: permissions with their scopes, memberships, versions.',
  })
  actor!: string;
}
