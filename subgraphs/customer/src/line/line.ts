import { next, type Transitions } from '../state/transition.ts';

export type LineState = 'PLANNED' | 'ACTIVE' | 'CEASED';
export type LineAction = 'activate' | 'cease';
export type LineTechnology = 'GPON' | 'ETHERNET' | 'DOCSIS' | 'DSL' | 'WIRELESS';
export type BlockReason = 'dunning' | 'vacation' | 'fraud' | 'technical';

export const lineTransitions: Transitions<LineState, LineAction> = {
  PLANNED: { activate: 'ACTIVE', cease: 'CEASED' },
  ACTIVE: { cease: 'CEASED' },
  CEASED: {},
};

export const afterLine = (state: LineState, action: LineAction) => next(lineTransitions, state, action);

/**
 * Who may add and take away which reason. Staff have two; the others follow what billing says, and nobody takes away
 * what somebody else set.
 */
export const blockSetters: Readonly<Record<BlockReason, 'customer' | 'billing'>> = {
  technical: 'customer',
  fraud: 'customer',
  dunning: 'billing',
  vacation: 'billing',
};

/** A line is suspended while there is any reason. */
export const isSuspended = (blocks: readonly BlockReason[]) => blocks.length > 0;

export type PortRefusal = 'RETIRED' | 'USED';

/**
 * Whether a line can be attached to a port. Who stands on a port that has been ours is known here and now, so what
 * monitoring has told of it, maybe late, counts only for ports that no line of ours has ever stood on.
 */
export function portRefusal(port: {
  readonly status: 'FREE' | 'USED' | 'RETIRED';
  readonly ours: boolean;
  readonly heldByAnotherLine: boolean;
}): PortRefusal | null {
  if (port.status === 'RETIRED') return 'RETIRED';
  if (port.heldByAnotherLine) return 'USED';
  return port.status === 'USED' && !port.ours ? 'USED' : null;
}
