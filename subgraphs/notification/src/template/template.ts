import type { CustomerRole } from '@lastmile/kernel/permission';

export const channels = ['EMAIL', 'SMS', 'PUSH'] as const;
export type Channel = (typeof channels)[number];
/** Channels that there is a carrier for. */
export const carriedChannels: readonly Channel[] = ['EMAIL'];

/** What a letter in one language is made of. */
export interface TemplateText {
  readonly subject: string;
  readonly textBody: string;
  readonly htmlBody: string | null;
}

/** What is revised as one: text, the data it shows, who gets it, and until when it is worth sending. */
export interface TemplateContent extends TemplateText {
  /** A GraphQL query on the supergraph, run on behalf of the recipient. */
  readonly query: string | null;
  /** Roles in the event's customer; without meaning where the event is about a user. */
  readonly roles: readonly CustomerRole[];
  readonly maxAgeMs: number;
}

export interface TemplateRow {
  readonly id: string;
  readonly name: string;
  readonly occasion: string;
  readonly channel: Channel;
  readonly language: string;
  readonly activeVersion: number | null;
  readonly latestVersion: number;
  readonly createdAt: Date;
}

export interface TemplateVersionRow extends TemplateContent {
  readonly templateId: string;
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}

/** The language of letters to whom nothing else is known, and where none in the recipient's language is active. */
export const defaultLanguage = 'en';

/**
 * Which of the languages of a letter somebody gets: `de-AT` gets `de-AT`, else `de`, else English, else the first.
 */
export function chooseLanguage<Choice extends { readonly language: string }>(
  choices: readonly Choice[],
  locale: string | null,
): Choice | undefined {
  const wanted = languageChain(locale);
  for (const language of wanted) {
    const found = choices.find((choice) => choice.language.toLowerCase() === language.toLowerCase());
    if (found) return found;
  }
  return [...choices].sort((a, b) => (a.language < b.language ? -1 : 1))[0];
}

function languageChain(locale: string | null): string[] {
  const parts = (locale ?? '').split('-').filter(Boolean);
  const chain = parts.map((_, at) => parts.slice(0, parts.length - at).join('-'));
  return [...chain, defaultLanguage];
}
