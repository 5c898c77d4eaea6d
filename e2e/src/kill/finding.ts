/** Something that a kill did to the house and may not. */
export interface Finding {
  readonly kind: 'lost' | 'twice' | 'drift' | 'other';
  readonly what: string;
}

export const lost = (what: string): Finding => ({ kind: 'lost', what });
export const twice = (what: string): Finding => ({ kind: 'twice', what });
export const drift = (what: string): Finding => ({ kind: 'drift', what });
export const other = (what: string): Finding => ({ kind: 'other', what });

/** Fewer than wished are lost, more are there twice. */
export function compareCounts(what: string, found: number, wished: number): Finding[] {
  if (found === wished) return [];
  const text = `${what}: ${found} instead of ${wished}`;
  return [found < wished ? lost(text) : twice(text)];
}
