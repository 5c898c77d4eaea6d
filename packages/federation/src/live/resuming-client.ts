import type { ExecutionResult } from 'graphql';
import type { Client, SubscribePayload } from 'graphql-ws';

export interface ResumingSink<Data = Record<string, unknown>> {
  /** One event; each once and in order, whatever happened to the connection in between. */
  next(result: ExecutionResult<Data, { cursor?: string; change?: string }>): void;
  /** It hears, from this cursor on; again after each time that the connection was lost, unless it is `resync` then. */
  begun?(cursor: string | undefined): void;
  /** Too much was missed: read the state anew. Events go on after this. */
  resync(): void;
  /** It ended for good: refused, or no longer in the schema. */
  error(error: unknown): void;
  complete(): void;
}

export interface ResumingOptions {
  /** The operation's variable that its field takes as `after`. Default `after`. */
  readonly cursorVariable?: string;
  /** Where to begin: the cursor of an earlier update. */
  readonly after?: string;
  /** Before it is asked again for what is not available now, in milliseconds. Default 1,000. */
  readonly againMs?: number;
}

/** What passes by itself, told as an error of the subscription while the socket stays open. */
const passing: ReadonlySet<unknown> = new Set([
  'SUBGRAPH_UNAVAILABLE',
  'UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'TIMEOUT',
]);

/**
 * A subscription that comes back with its last cursor by itself. The client is one of graphql-ws that retries
 * (`createClient({ …, retryAttempts: Infinity, shouldRetry: () => true })`): it sends the payload anew each time, and
 * finds the cursor in it. Returns what ends the subscription.
 */
export function subscribeResuming<Data = Record<string, unknown>>(
  client: Pick<Client, 'subscribe'>,
  payload: SubscribePayload,
  sink: ResumingSink<Data>,
  { cursorVariable = 'after', after, againMs = 1_000 }: ResumingOptions = {},
): () => void {
  const variables: Record<string, unknown> = { ...payload.variables };
  if (after !== undefined) variables[cursorVariable] = after;
  let isOver = false;
  let end = () => {};
  const begin = () => {
    end = client.subscribe<Data, { cursor?: string; change?: string }>(
      { ...payload, variables },
      {
        next: (result) => {
          const { cursor, change } = result.extensions ?? {};
          if (cursor !== undefined) variables[cursorVariable] = cursor;
          if (change === 'RESYNC') sink.resync();
          else if (change === 'SUBSCRIBED') sink.begun?.(cursor);
          else sink.next(result as never);
        },
        error: (error) => {
          if (isOver) return;
          if (Array.isArray(error) && error.every(({ extensions }) => passing.has(extensions?.code))) {
            const timer = setTimeout(begin, againMs);
            end = () => clearTimeout(timer);
          } else sink.error(error);
        },
        complete: () => {
          if (!isOver) sink.complete();
        },
      },
    );
  };
  begin();
  return () => {
    isOver = true;
    end();
  };
}
