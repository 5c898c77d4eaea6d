/**
 * Says in a request to a subgraph how many milliseconds its answer is still waited for. Whoever reads it later need not
 * begin; a duration rather than a moment, since clocks of different machines are not the same.
 */
export const timeLeftHeader = 'x-time-left-ms';

/** The milliseconds that such a header says; undefined where there is none, or something else. */
export function readTimeLeft(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
