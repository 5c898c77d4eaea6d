/** What the executor asks of one subgraph. Everything but `variables`, `context`, `signal` and `deadlineAt` is the same for every run of the operation. */
export interface SourceRequest {
  /** GraphQL text for this subgraph. */
  document: string;
  /** SHA-256 of `document`, hex; a key for compiled or persisted documents. */
  documentHash: string;
  operationName?: string;
  variables: Record<string, unknown>;
  kind: 'query' | 'mutation';
  /** The caller's own request context, passed through untouched. */
  context: unknown;
  signal?: AbortSignal;
  /** When nobody waits for the answer any more, by `performance.now()`. */
  deadlineAt?: number;
}

export type SubscribeRequest = Omit<SourceRequest, 'kind'>;

export interface SourceError {
  message: string;
  /** Path in the subgraph's own answer, `_entities` included; the executor translates it. */
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}

/**
 * A subgraph's answer. It is handed over: the executor merges other answers into `data`, so a source
 * that keeps an answer or gives it to several requests must hand out a copy each time.
 */
export interface SourceResult {
  data?: Record<string, unknown> | null;
  errors?: readonly SourceError[];
  extensions?: Record<string, unknown>;
  /** Set on the last result of a stream that has not completed: it is no event. */
  [streamEnd]?: StreamEnd;
}

/** No JSON of a subgraph's can hold it. */
export const streamEnd = Symbol('streamEnd');

/**
 * Why there are no more events: the connection broke (`lost`); the subgraph broke it off, or what it said cannot be read
 * (`failed`); it said so, with errors (`told`); they came faster than they were read (`overrun`).
 */
export type StreamEnd = 'lost' | 'failed' | 'told' | 'overrun';

/**
 * The port to one subgraph. `execute` should answer failures as errors with a code; what it throws is
 * reported as `SUBGRAPH_UNAVAILABLE` without the thrown message.
 */
export interface Source {
  execute(request: SourceRequest): Promise<SourceResult>;
  /** An iterable of events, or one result with errors when the subgraph refused. */
  subscribe?(request: SubscribeRequest): Promise<AsyncIterable<SourceResult> | SourceResult>;
  close?(): Promise<void>;
}

/** Sources by subgraph name; the function also gets the URL that the supergraph names, if any. */
export type Sources = ReadonlyMap<string, Source> | ((name: string, url?: string) => Source | undefined);

export function isEventStream(
  answer: AsyncIterable<SourceResult> | SourceResult,
): answer is AsyncIterable<SourceResult> {
  return Symbol.asyncIterator in answer;
}
