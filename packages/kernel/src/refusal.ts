/**
 * Stable codes of what a client may be told (`extensions.code`). A code, once published, keeps its meaning.
 * Domains may add their own, in the same SCREAMING_SNAKE form.
 */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_INPUT'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'DEADLINE_EXCEEDED'
  | (string & {});

/**
 * Something refused on purpose: safe to show to the client as it is. Whatever is thrown and is not a Refusal
 * reaches the client as INTERNAL with a correlation id and nothing else.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** More for programs, e.g. `{ field: 'amount' }`; shown to the client under `extensions`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: RefusalCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}

/** Input that cannot be understood; `field` is its path in the input, the message says what is expected. */
export function badInput(field: string, message: string): Refusal {
  return new Refusal('BAD_INPUT', `${field}: ${message}`, { field });
}

/** A foreign object and one that does not exist are answered alike, so the message never tells which. */
export function notFound(what: string): Refusal {
  return new Refusal('NOT_FOUND', `No ${what} with this id is visible to you. Check the id and your rights.`);
}
