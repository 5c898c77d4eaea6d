import { isIP } from 'node:net';

/** Where a request comes from, as the gateway saw it. */
export interface Caller {
  readonly address: string | null;
  readonly userAgent: string | null;
}

const userAgentLengthMax = 400;

/**
 * The client's address and user agent, where the runtime knows them (`context.client`, told by the gateway and never by
 * the client itself); nulls for jobs, handlers and callers that the gateway did not see.
 */
export function callerOf(context: object): Caller {
  const { client } = context as { client?: { address?: unknown; userAgent?: unknown } };
  const address = typeof client?.address === 'string' ? client.address.replace(/^::ffff:/, '') : '';
  const userAgent = typeof client?.userAgent === 'string' ? client.userAgent : '';
  return {
    address: isIP(address) ? address : null,
    userAgent: userAgent.slice(0, userAgentLengthMax) || null,
  };
}
