import { readGatewaySettings } from '@lastmile/gateway/config';
import { AccessTokens } from '@lastmile/gateway/identity/access-token';
import { askAuth } from '@lastmile/gateway/identity/ask-auth';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { domainSource } from '@lastmile/standalone/domain-source';
import type { Standalone } from '@lastmile/standalone/start-standalone';

/** Who a request is from, by its `authorization`. */
export type CallerOf = (authorization: string | undefined) => Promise<Actor>;

/**
 * By the token and the auth domain's word, as our own gateway does it, but asked each time: a gateway elsewhere is not
 * told when rights change.
 */
export function identifyCallers({ domain }: Pick<Standalone, 'domain'>): CallerOf {
  const auth = domain('auth');
  const { actorOfSession } = askAuth(domainSource(Promise.resolve(auth)));
  const { tokenIssuer: issuer, tokenAudience: audience } = readGatewaySettings({});
  const fetchKeys = async () => {
    const request = { headers: {}, query: {}, body: Buffer.alloc(0) };
    const answer = await auth.endpoint('GET', '/.well-known/jwks.json', request);
    return JSON.parse(String(answer?.body));
  };
  const tokens = new AccessTokens({ fetchKeys, issuer, audience });
  return async (authorization) => {
    if (!authorization) return anonymous;
    const { sessionId } = await tokens.verify(authorization.replace(/^Bearer /, ''));
    return (await actorOfSession(sessionId)) ?? anonymous;
  };
}
