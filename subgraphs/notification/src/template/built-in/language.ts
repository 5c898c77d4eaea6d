/** A letter's words: paragraphs, the same for text and HTML; a line break within one stays one. */
export interface Words {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

export type LetterName =
  | 'invoice-created'
  | 'invoice-paid'
  | 'invoice-overdue'
  | 'payment-failed'
  | 'application-approved'
  | 'application-activated'
  | 'outage-began'
  | 'outage-ended'
  | 'user-registered';

export interface Language {
  readonly language: string;
  readonly greeting: string;
  readonly closing: string;
  readonly letters: Readonly<Record<LetterName, Words>>;
}
