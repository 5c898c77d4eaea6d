import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { ManualClock } from '@lastmile/kernel/clock';
import type { Environment } from '@lastmile/kernel/settings';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { startTestSubgraph, type TestSubgraph, type TestSubgraphOptions } from '@lastmile/subgraph/testing';
import { actorOfSession } from './actor/actor.store.ts';
import type { Auth, AuthContext } from './auth.ts';
import { signIn } from './session/sign-in.ts';
import { authSubgraph } from './subgraph.ts';
import { registerUser } from './user/register-user.ts';

export const goodPassword = 'seven grey herons wade';

export interface TestAuth extends TestSubgraph<Auth> {
  /** A context of somebody who calls from an address. */
  from(address: string, actor?: Actor): AuthContext;
  register(email: string, password?: string): Promise<string>;
  /** Registers and signs in; `actor` is what the session may do. */
  signedIn(email: string): Promise<{ userId: string; sessionId: string; refreshToken: string; actor: Actor }>;
  /** What a session may do now, or null. */
  actorOf(sessionId: string): Promise<Actor | null>;
}

/** The domain on a database of its own, tokens and sessions by the same manual clock as everything else. */
export async function startTestAuth(
  options: Omit<TestSubgraphOptions<Auth>, 'services' | 'env'> & { env?: Environment } = {},
): Promise<TestAuth> {
  const clock = options.clock ?? new ManualClock('2026-11-23T12:00:00Z');
  const auth = await startTestSubgraph(authSubgraph, { ...options, clock, services: { clock } });
  const from = (address: string, actor: Actor = anonymous) =>
    Object.assign(auth.context(actor), { client: { address, userAgent: 'Test/1.0' } });
  const register = async (email: string, password = goodPassword) =>
    (await registerUser(from('192.0.2.1'), { email, password, locale: 'en' })).userId;
  const actorOf = (sessionId: string) => actorOfSession(auth.context(), sessionId, clock.now());
  return {
    ...auth,
    from,
    register,
    actorOf,
    emitted: async (event) => {
      await auth.running.messaging.settled();
      const told: EventEnvelope[] = [];
      for (let page: readonly EventEnvelope[] = []; told.length === 0 || page.length === 1_000; ) {
        page = await auth.running.messaging.feed({ afterPosition: told.at(-1)?.position ?? 0, limit: 1_000 });
        if (page.length === 0) break;
        told.push(...page);
      }
      return told.filter(({ type }) => !event || type === event.type) as never;
    },
    signedIn: async (email) => {
      const userId = await register(email);
      const { sessionId, refreshToken } = await signIn(from('192.0.2.1'), { email, password: goodPassword });
      const actor = await actorOf(sessionId);
      if (!actor) throw new Error('A new session has no actor');
      return { userId, sessionId, refreshToken, actor };
    },
  };
}
