import { createHash } from 'node:crypto';
import { weighText } from '@lastmile/federation/document/weigh-document';
import { RecentlyUsed } from '@lastmile/federation/ground/recently-used';
import type { AdmissionRule } from '../operation/admit-operation.ts';
import { LimitExceeded } from '../operation/present-error.ts';
import type { PersistedSettings } from './config.ts';
import { hashIn } from './persisted-query.ts';

type AutomaticSettings = Pick<PersistedSettings, 'automaticMax' | 'automaticBytesMax'>;

/**
 * Automatic persisted queries as Apollo's clients speak them: a hash alone, and once the document beside it where the
 * hash is not known here. What is kept has been admitted before; it is a saving of bytes and no safelist.
 */
export function persistAutomatically({ automaticMax, automaticBytesMax }: AutomaticSettings): AdmissionRule {
  const documents = new RecentlyUsed<string, string>(
    Math.max(automaticMax, 1),
    automaticBytesMax || Number.POSITIVE_INFINITY,
  );
  return {
    beforeReading: (request) => {
      const hash = hashIn(request);
      if (hash === undefined) return request;
      if (automaticMax === 0)
        throw new LimitExceeded('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
      if (!request.query) {
        const query = documents.get(hash);
        // The code and the message are those that clients know; they send the document then.
        if (query === undefined)
          throw new LimitExceeded('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
        return { ...request, query };
      }
      if (createHash('sha256').update(request.query).digest('hex') !== hash)
        throw new LimitExceeded(
          'PERSISTED_QUERY_HASH_MISMATCH',
          'The hash is not that of the document beside it.',
        );
      return request;
    },
    beforeRunning: ({ request }) => {
      const hash = hashIn(request);
      if (hash !== undefined && request.query) documents.set(hash, request.query, weighText(request.query));
    },
  };
}
