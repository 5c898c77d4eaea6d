import { isId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import {
  type Connection,
  connection,
  type Keyset,
  type PageArgs,
  pageRequest,
} from '@lastmile/subgraph/graphql/page';
import type { AuthContext } from '../auth.ts';
import { type SessionRow, sessionCountOfUser, sessionsOfUser } from './session.store.ts';

const order = 'session-newest';
const keysetOf = ({ id }: SessionRow): Keyset => [id];

/** A user's sessions, the newest first; those that are over only when asked for. Throws PAGE_TOO_LARGE, BAD_CURSOR. */
export async function listSessions(
  context: AuthContext,
  userId: string,
  args: Pick<PageArgs, 'first' | 'after'>,
  includeEnded: boolean,
): Promise<Connection<SessionRow>> {
  const page = pageRequest(args, order, 1);
  const before = page.after === null ? null : String(page.after[0]);
  if (before !== null && !isId(before))
    throw new Refusal('BAD_CURSOR', 'after: this cursor is not of this list');
  const liveAt = includeEnded ? null : context.services.clock.now().toISOString();
  const rows = await context.load(sessionsOfUser, { userId, liveAt, before, limit: page.limit });
  return connection(page, rows, order, keysetOf, () => context.load(sessionCountOfUser, { userId, liveAt }));
}
