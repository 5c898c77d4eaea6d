import { ErrorCode } from '../ground/error-codes.ts';
import type { SourceResult } from './source.ts';

export type TransportFailure = 'unavailable' | 'timeout' | 'unreadable';

const failures: ReadonlyMap<unknown, TransportFailure> = new Map([
  [ErrorCode.unavailable, 'unavailable'],
  [ErrorCode.timeout, 'timeout'],
  [ErrorCode.badAnswer, 'unreadable'],
]);

/** What went wrong on the way to a subgraph rather than in it; undefined when it has answered. */
export function transportFailure(result: SourceResult): TransportFailure | undefined {
  if (result.data !== undefined) return undefined;
  return failures.get(result.errors?.[0]?.extensions?.code);
}
