import { ErrorCode } from '../ground/error-codes.ts';
import type { SourceResult } from './source.ts';

/** What went wrong on the way to a subgraph rather than in it; undefined when it has answered. */
export function transportFailure(result: SourceResult): 'unavailable' | 'timeout' | undefined {
  if (result.data !== undefined) return undefined;
  const code = result.errors?.[0]?.extensions?.code;
  if (code === ErrorCode.unavailable) return 'unavailable';
  return code === ErrorCode.timeout ? 'timeout' : undefined;
}
