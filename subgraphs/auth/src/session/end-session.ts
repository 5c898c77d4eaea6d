import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import { notFound, Refusal } from '@lastmile/kernel/refusal';
import type { AuthContext } from '../auth.ts';
import { endSessions } from './end-sessions.ts';
import { type SessionRow, sessionById } from './session.store.ts';

/** Ends one session: one's own on another device, or as staff anybody's. Throws NOT_FOUND, FORBIDDEN. */
export async function endSession(
  context: AuthContext,
  input: { readonly sessionId: string },
): Promise<SessionRow> {
  const session = isId(input.sessionId) ? await context.load(sessionById, input.sessionId) : null;
  const owned = { userId: session?.userId ?? null };
  if (!session || !isRelated(context.actor, owned)) throw notFound('session');
  context.assertMay('session:end', owned);
  const own = context.actor.kind === 'user' && context.actor.id === session.userId;
  await context.transaction((work) =>
    endSessions(work, { ids: [session.id] }, own ? 'ENDED_BY_OWNER' : 'ENDED_BY_STAFF'),
  );
  const [after] = await sessionById.fetch(context.database, [session.id]);
  if (!after) throw notFound('session');
  return after;
}

/** Ends all sessions of the caller but the one that asks; returns how many. Throws UNAUTHENTICATED. */
export async function endOtherSessions(context: AuthContext): Promise<number> {
  const { actor } = context;
  context.assertMay('session:end', { userId: actor.id });
  const { sessionId } = actor;
  if (!sessionId) throw new Refusal('UNAUTHENTICATED', 'Sign in first: only a session can end the others.');
  return context.transaction((work) =>
    endSessions(work, { userId: actor.id, except: sessionId }, 'ENDED_BY_OWNER'),
  );
}
