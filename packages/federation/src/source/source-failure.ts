type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Why a subgraph gave no answer that can be read: for a log, never for clients. It holds no bodies and no credentials. */
export interface SourceFailure {
  /** The code that clients are told. */
  readonly code: string;
  /** A short name, equal for equal causes: `ECONNREFUSED`, `status 401`, `not JSON`. */
  readonly cause: string;
  /** The same in words, where there are some. */
  readonly why?: string;
  readonly status?: number;
  readonly contentType?: string;
  /** Origin and path. Redirects are not followed. */
  readonly redirectsTo?: string;
}

/** Told of each failure, with the context of the request. */
export type OnFailure = (failure: SourceFailure, context: unknown) => void;

/** What was thrown on the way to a subgraph. */
export function thrownFailure(code: string, thrown: unknown): SourceFailure {
  const error = thrown as { code?: unknown; name?: unknown; message?: unknown } | null | undefined;
  const cause = String(error?.code ?? error?.name ?? thrown);
  return { code, cause, ...(typeof error?.message === 'string' && error.message && { why: error.message }) };
}

/** An answer that is none of GraphQL's. */
export function answerFailure(code: string, status: number, headers: Headers, at: string): SourceFailure {
  const contentType = first(headers['content-type']);
  const location = first(headers.location);
  const told = { code, status, ...(contentType && { contentType }) };
  if (status >= 300 && status < 400 && location && URL.canParse(location, at)) {
    const { origin, pathname } = new URL(location, at);
    return { ...told, cause: `status ${status}`, redirectsTo: `${origin}${pathname}` };
  }
  return { ...told, cause: status === 200 ? 'no answer of GraphQL' : `status ${status}` };
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
