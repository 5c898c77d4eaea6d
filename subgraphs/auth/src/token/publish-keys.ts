import type { Endpoint } from '@lastmile/subgraph/definition';
import type { Auth } from '../auth.ts';
import { listKeys } from './signing-key.store.ts';

/** Far below `publishAheadMs`, so that whoever keeps the set knows a key before the first token of it arrives. */
const cacheSeconds = 300;

/** The public keys that access tokens can be verified with (RFC 7517): past, present and next. */
export const keySetEndpoint: Endpoint<Auth> = {
  method: 'GET',
  path: '/.well-known/jwks.json',
  handle: async (context) => {
    const now = context.services.clock.now();
    const keys = (await listKeys(context)).filter(({ publishedTo }) => publishedTo > now);
    return {
      status: 200,
      headers: {
        'content-type': 'application/jwk-set+json',
        'cache-control': `public, max-age=${cacheSeconds}, stale-if-error=86400`,
      },
      body: JSON.stringify({ keys: keys.map(({ publicKey }) => JSON.parse(publicKey) as object) }),
    };
  },
};
