import type { Recipient } from '../recipient/recipient.store.ts';
import type { ActiveTemplate } from '../template/template.store.ts';
import { chooseLanguage } from '../template/template.ts';

/** One letter to one person, before anything has been looked up. */
export interface PlannedLetter {
  readonly userId: string;
  readonly name: string;
  readonly channel: string;
  readonly expiresAt: Date;
}

/**
 * Who gets which letter about something that was so at `occurredAt`. Of each letter everybody gets the language they
 * read; who gets it at all, and whether it is too late by now, is said by the template in that language.
 */
export function planLetters(
  templates: readonly ActiveTemplate[],
  recipients: readonly Recipient[],
  occurredAt: Date,
  now: Date,
): PlannedLetter[] {
  const letters = Map.groupBy(templates, ({ name, channel }) => `${channel} ${name}`);
  return [...letters.values()].flatMap((languages) =>
    recipients.flatMap(({ userId, role, locale }): PlannedLetter[] => {
      const template = chooseLanguage(languages, locale);
      if (!template || (role !== null && !template.roles.includes(role))) return [];
      const expiresAt = new Date(occurredAt.getTime() + template.maxAgeMs);
      return expiresAt <= now ? [] : [{ userId, name: template.name, channel: template.channel, expiresAt }];
    }),
  );
}
