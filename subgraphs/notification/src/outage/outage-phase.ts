export type LineState = 'DOWN' | 'RESTORED' | 'RETRACTED';

/** What an event says of a line, as far as it matters here. */
export interface Revision {
  readonly retracted?: boolean | undefined;
  readonly to?: string | undefined;
  readonly outageStatus: 'OPEN' | 'RESOLVED';
}

/**
 * What a customer is to be told when one of its lines has become `state`, with as many lines still down (that one
 * included): that the outage began, that it is over, or nothing.
 */
export function phaseOf(state: LineState, lines: { readonly down: number }): 'BEGAN' | 'ENDED' | null {
  if (state === 'DOWN') return 'BEGAN';
  if (state === 'RESTORED') return lines.down === 0 ? 'ENDED' : null;
  return null;
}
