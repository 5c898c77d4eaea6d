import type { IncomingMessage } from 'node:http';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import type { AccessToken, AccessTokens } from './access-token.ts';
import type { KnownActors } from './known-actors.ts';

/** Who a caller is, by the token it brought. */
export interface Identity {
  readonly actor: Actor;
  /** Absent for anonymous callers. */
  readonly token?: AccessToken;
  /** Headers that are passed on to subgraphs as they came, where the gateway does not know who asks. */
  readonly forwarded?: Readonly<Record<string, string>>;
}

export interface Identification {
  /** From the text of an `Authorization` header, or none. Throws UNAUTHENTICATED. */
  identify(authorization: string | undefined, membershipVersion?: number): Promise<Identity>;
  /** From now on requests of this session wait for the version. */
  expectRights(sessionId: string, membershipVersion: number): void;
  /** Where more of a request counts than its authorization: how whoever sent it is told. */
  readonly at?: (request: IncomingMessage) => Pick<Identification, 'identify' | 'expectRights'>;
}

/** The client says which change of its own rights it must see, where another replica answered the mutation. */
export const membershipVersionHeader = 'lastmile-membership-version';

export function createIdentification(tokens: AccessTokens, actors: KnownActors): Identification {
  return {
    expectRights: (sessionId, version) => actors.expect(sessionId, version),
    identify: async (authorization, membershipVersion) => {
      if (authorization === undefined || authorization === '') return { actor: anonymous };
      const match = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization);
      if (!match?.[1]) {
        throw new Refusal(
          'UNAUTHENTICATED',
          'Authorization: write "Bearer" and the access token, or leave it out.',
        );
      }
      const token = await tokens.verify(match[1]);
      return { token, actor: await actors.actorOf(token.sessionId, membershipVersion) };
    },
  };
}

const plainId = /^[A-Za-z0-9_-]{8,64}$/;

/** The correlation id that a client sent, if it is one that can stand in a log; otherwise a new one. */
export function correlationIdFrom(header: string | undefined): string {
  return header && plainId.test(header) ? header : newId();
}
