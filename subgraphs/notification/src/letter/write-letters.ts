import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { deliveryJob, type NotificationWork } from '../notification.ts';
import { factsOf } from '../occasion/facts.ts';
import { type Occasion, subjectOf } from '../occasion/occasions.ts';
import { isKnownCustomer, type Recipient, recipientsOf } from '../recipient/recipient.store.ts';
import { keepUnaddressed } from '../recipient/unaddressed.store.ts';
import { type ActiveTemplate, activeFor } from '../template/template.store.ts';
import { planLetters } from './address-letters.ts';
import { insertLetters } from './letter.store.ts';

/**
 * Writes down who is to be told of something, one row per person and letter, and wakes the job that sends them. What
 * has the same `dedupeKey` is told once, however often and from wherever it is heard.
 */
export async function writeLetters(
  work: NotificationWork,
  occasion: Occasion,
  envelope: EventEnvelope,
  dedupeKey: string = envelope.id,
): Promise<void> {
  const subject = subjectOf(occasion, envelope);
  const templates = await activeFor(work.query, occasion.name);
  if (!subject || templates.length === 0) return;
  const recipients = await findRecipients(work, occasion, subject, envelope);
  if (recipients.length === 0) return keepForLater(work, occasion, subject, envelope, templates);

  const occurredAt = new Date(envelope.time);
  const planned = planLetters(templates, recipients, occurredAt, work.clock.now());
  const written = await insertLetters(work, planned, {
    dedupeKey,
    occasion: occasion.name,
    envelope,
    customerId: occasion.audience === 'CUSTOMER' ? subject : null,
    facts: factsOf(occasion, envelope),
    occurredAt,
  });
  if (written > 0) work.wake(deliveryJob);
}

async function findRecipients(
  work: NotificationWork,
  { audience }: Occasion,
  subject: string,
  envelope: EventEnvelope,
): Promise<Recipient[]> {
  if (audience === 'CUSTOMER') return recipientsOf(work.query, subject);
  const { locale } = envelope.data as { locale?: string };
  return [{ userId: subject, role: null, locale: locale ?? null }];
}

/** Who acts for a customer is said in another stream than what happens to it, and may be heard later. */
async function keepForLater(
  work: NotificationWork,
  { audience }: Occasion,
  customerId: string,
  envelope: EventEnvelope,
  templates: readonly ActiveTemplate[],
): Promise<void> {
  if (audience !== 'CUSTOMER' || (await isKnownCustomer(work.query, customerId))) return;
  const latest = Math.max(...templates.map(({ maxAgeMs }) => maxAgeMs));
  const expiresAt = new Date(new Date(envelope.time).getTime() + latest);
  if (expiresAt > work.clock.now()) await keepUnaddressed(work.query, customerId, envelope, expiresAt);
}
