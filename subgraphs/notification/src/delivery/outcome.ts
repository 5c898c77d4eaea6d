/** What became of one attempt. */
export type Outcome =
  | { readonly kind: 'SENT'; readonly response: string }
  /** Trying again would end the same way. */
  | { readonly kind: 'PERMANENT'; readonly code: string; readonly response?: string }
  | {
      readonly kind: 'TRANSIENT';
      readonly code: string;
      readonly response?: string;
      /** False when it was not about this letter: somebody whom it needs could not be reached. */
      readonly counts: boolean;
      /** The SMTP server itself does not work: other letters need not try either. */
      readonly serverDown?: boolean;
    };

/** An attempt that ends with a known outcome. */
export class AttemptFailed extends Error {
  readonly outcome: Exclude<Outcome, { kind: 'SENT' }>;

  constructor(outcome: Exclude<Outcome, { kind: 'SENT' }>) {
    super(outcome.code);
    this.name = 'AttemptFailed';
    this.outcome = outcome;
  }
}
