import type { IncomingMessage } from 'node:http';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import type { ApiKeyState } from '@lastmile/kernel/api-key';
import { newId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import { networkOf } from '../limit/network-of.ts';
import type { RateCounter } from '../limit/rate-limits.ts';
import { LimitExceeded } from '../operation/present-error.ts';
import type { AccessTokens } from './access-token.ts';
import { clientPlaceOf } from './client-place.ts';
import { assertOneOf, type Credentials } from './credentials.ts';
import type { KnownActors } from './known-actors.ts';
import type { KnownKeys } from './known-keys.ts';

/** Who a caller is, by what it brought. */
export interface Identity {
  readonly actor: Actor;
  /** Absent for anonymous callers. */
  readonly standing?: Standing;
  /** Which partner it is, if it is one. */
  readonly partner?: ApiKeyState['partner'];
  /** Headers that are passed on to subgraphs as they came, where the gateway does not know who asks. */
  readonly forwarded?: Readonly<Record<string, string>>;
}

/** What an identity leans on: it ends with it. */
export interface Standing {
  readonly kind: 'session' | 'apiKey';
  /** Of the session or the key. */
  readonly id: string;
  /** The user or the partner. */
  readonly holderId: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface Identification {
  /** Throws UNAUTHENTICATED, saying what to do. */
  identify(credentials: Credentials, membershipVersion?: number): Promise<Identity>;
  /** From now on requests of this session wait for the version. */
  expectRights(sessionId: string, membershipVersion: number): void;
  /** Where more of a request counts than its credentials: how whoever sent it is told. */
  readonly at?: (request: IncomingMessage) => Pick<Identification, 'identify' | 'expectRights'>;
}

/** The client says which change of its own rights it must see, where another replica answered the mutation. */
export const membershipVersionHeader = 'lastmile-membership-version';

/** Keeps strangers from asking auth about one made-up key after the other. */
export interface KeyGuard {
  readonly trustedProxies: number;
  /** Counts keys that are not known here, by address; undefined where they are not limited. */
  readonly tries: RateCounter | undefined;
}

export function createIdentification(
  tokens: AccessTokens,
  actors: KnownActors,
  keys: KnownKeys,
  guard?: KeyGuard,
): Identification {
  const tries = guard?.tries;
  const identify = async (
    credentials: Credentials,
    version?: number,
    address?: string,
  ): Promise<Identity> => {
    assertOneOf(credentials);
    const { authorization, apiKey } = credentials;
    const beforeAsking = tries && address !== undefined ? () => countTry(tries, address) : undefined;
    if (apiKey) return byKey(await keys.stateOf(apiKey, beforeAsking));
    if (authorization === undefined || authorization === '') return { actor: anonymous };
    const { sessionId: id, userId: holderId, expiresAt } = await tokens.verify(tokenIn(authorization));
    const standing = { kind: 'session', id, holderId, expiresAt } as const;
    return { standing, actor: await actors.actorOf(id, version) };
  };
  const expectRights = (sessionId: string, version: number) => actors.expect(sessionId, version);
  if (!guard) return { expectRights, identify };
  return {
    ...{ expectRights, identify },
    at: (request) => {
      // The address alone is kept: a connection may stay for hours, and its request need not.
      const { address } = clientPlaceOf(request, guard.trustedProxies);
      return { expectRights, identify: (credentials, version) => identify(credentials, version, address) };
    },
  };
}

async function countTry(tries: RateCounter, address: string): Promise<void> {
  const { isAllowed, resetSeconds } = await tries.take(networkOf(address));
  if (isAllowed) return;
  throw new LimitExceeded(
    'RATE_LIMITED',
    `Too many keys at a time from one address. Try again in ${resetSeconds} s.`,
    { limit: tries.quota, limitName: tries.name, retryAfterSeconds: resetSeconds },
    { 'retry-after': String(resetSeconds) },
  );
}

function byKey({ apiKeyId: id, actor, partner, expiresAt }: ApiKeyState): Identity {
  const standing = { kind: 'apiKey', id, holderId: partner.id, expiresAt: Date.parse(expiresAt) } as const;
  return { standing, actor, partner };
}

function tokenIn(authorization: string): string {
  const match = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization);
  if (match?.[1]) return match[1];
  throw new Refusal(
    'UNAUTHENTICATED',
    'Authorization: write "Bearer" and the access token, or leave it out.',
  );
}

const plainId = /^[A-Za-z0-9_-]{8,64}$/;

/** The correlation id that a client sent, if it is one that can stand in a log; otherwise a new one. */
export function correlationIdFrom(header: string | undefined): string {
  return header && plainId.test(header) ? header : newId();
}
