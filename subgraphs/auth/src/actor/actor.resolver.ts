import { isId } from '@lastmile/kernel/id';
import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { AuthContext } from '../auth.ts';
import { actorOfSession } from './actor.store.ts';
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
  ): Promise<ActorState | null> {
    context.assertMay('actor:read');
    const found = isId(sessionId) ? await actorOfSession(context, sessionId, context.clock.now()) : null;
    if (!found) return null;
    const { actor, expiresAt } = found;
    const { id: userId, version, membershipVersion } = actor;
    return { sessionId, userId, version, membershipVersion, expiresAt, actor: JSON.stringify(actor) };
  }
}
