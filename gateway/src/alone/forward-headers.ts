import type { IncomingMessage } from 'node:http';
import { anonymous } from '@lastmile/kernel/actor';
import type { Identification } from '../identity/identify.ts';

/** Of a connection between two of many: never passed on. */
const ofOneHop = new Set([
  ...[
    'connection',
    'content-length',
    'content-type',
    'host',
    'keep-alive',
    'transfer-encoding',
    'upgrade',
    'te',
    'trailer',
  ],
  ...['accept', 'accept-encoding', 'content-encoding', 'expect', 'proxy-authorization', 'proxy-connection'],
]);

/** Nobody is identified: the headers that are named here go to the subgraphs as they came. */
export function forwardHeaders(names: readonly string[]): Identification {
  const wanted = names.filter((name) => !ofOneHop.has(name));
  const identification = (given: Readonly<Record<string, string>>): Identification => ({
    expectRights: () => {},
    identify: async ({ authorization }) => {
      const isWanted = authorization !== undefined && wanted.includes('authorization');
      return { actor: anonymous, forwarded: isWanted ? { ...given, authorization } : given };
    },
    at: (request) => identification(picked(request, wanted)),
  });
  return identification({});
}

function picked(request: IncomingMessage, names: readonly string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of names) {
    const value = request.headers[name];
    if (value !== undefined) given[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return given;
}
