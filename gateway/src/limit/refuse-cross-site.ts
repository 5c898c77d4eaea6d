import { Refusal } from '@lastmile/kernel/refusal';

/** A web page elsewhere can send none of these without asking first (a CORS preflight). */
export const preflightHeaders = [
  'x-apollo-operation-name',
  'apollo-require-preflight',
  'x-api-key',
  'authorization',
];

/** The types of bodies that a form of a page elsewhere can send. */
const simpleTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

export interface CrossSiteQuestion {
  /** A header by its name in lower case. */
  readonly header: (name: string) => string | undefined;
}

/**
 * Refuses what a web page elsewhere could send from its visitor's browser without a preflight (CSRF): GET, and bodies
 * of the types that forms have, unless a header is there that needs one.
 */
export function refuseCrossSite({ header }: CrossSiteQuestion): void {
  const type = header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== undefined && type !== '' && !simpleTypes.has(type)) return;
  if (preflightHeaders.some((name) => (header(name) ?? '') !== '')) return;
  throw new Refusal(
    'CSRF_PREVENTED',
    `A page elsewhere could have sent this. Send content-type: application/json, or one of the headers ${preflightHeaders.join(', ')}.`,
  );
}
