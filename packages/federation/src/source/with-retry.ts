import type { Source, SourceRequest, SourceResult } from './source.ts';
import { transportFailure } from './transport-failure.ts';

export interface RetryOptions {
  /** The pause before it is tried again is half of this to all of it, by chance. Default 100. */
  pauseMs?: number;
  /** Told of each. */
  onRetry?: () => void;
}

/**
 * Tries a read once more when the subgraph could not be reached: its connection was closed, or a proxy says that it is
 * away. What came too late is not asked again, since there is no time for it; a mutation never.
 */
export function withRetry(source: Source, options: RetryOptions = {}): Source {
  const { pauseMs = 100, onRetry } = options;
  return {
    ...source,
    execute: async (request: SourceRequest): Promise<SourceResult> => {
      const first = await source.execute(request);
      if (request.kind === 'mutation' || transportFailure(first) !== 'unavailable') return first;
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
      if (request.signal?.aborted) return first;
      onRetry?.();
      return source.execute(request);
    },
  };
}
