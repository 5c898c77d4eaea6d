/** A request at /graphql, its body read. */
export interface HttpRequest {
  readonly method: string;
  readonly search: string;
  readonly headers: Iterable<readonly [string, string]>;
  /** Parsed JSON, or undefined for GET. */
  readonly body: unknown;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: string;
}
