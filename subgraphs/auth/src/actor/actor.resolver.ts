import type { Actor } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { AuthContext } from '../auth.ts';
import { actorOfSession, actorOfUser } from './actor.store.ts';
import { ActorState } from './actor.type.ts';

@Resolver()
export class ActorResolver {
  @Query(() => ActorState, {
    nullable: true,
    description: 'What a session may do now; null when it has ended or expired, or its user is deactivated.',
  })
  @Directive('@inaccessible')
  @Access('actor:read')
  async actorOfSession(
    @Arg('sessionId', () => ID) sessionId: string,
    @Ctx() context: AuthContext,
  ): Promise<Actor | null> {
    context.assertMay('actor:read');
    return isId(sessionId) ? actorOfSession(context, sessionId, context.services.clock.now()) : null;
  }

  @Query(() => ActorState, {
    nullable: true,
    description:
      'What a user may do now, for what is done on their behalf; null when there is no such active user.',
  })
  @Directive('@inaccessible')
  @Access('actor:read')
  async actorOfUser(
    @Arg('userId', () => ID) userId: string,
    @Ctx() context: AuthContext,
  ): Promise<Actor | null> {
    context.assertMay('actor:read');
    return isId(userId) ? actorOfUser(context, userId) : null;
  }
}
