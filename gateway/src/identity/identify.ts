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
}

export interface Identification {
  /** From the text of an `Authorization` header, or none. Throws UNAUTHENTICATED. */
  identify(authorization: string | undefined, membershipVersion?: number): Promise<Identity>;
  readonly actors: KnownActors;
}

/** The client says which change of its own rights it must see, where another replica answered the mutation. */
export const membershipVersionHeader = 'lastmile-membership-version';

export function createIdentification(tokens: AccessTokens, actors: KnownActors): Identification {
  return {
    actors,
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
