import { withCorrelation } from '@lastmile/telemetry/correlation';
import type { NotificationContext } from '../notification.ts';
import { afterAttempt } from './after-attempt.ts';
import { addressOf } from './compose-mail.ts';
import { judgeSmtpError } from './judge-smtp-error.ts';
import { type LeasedLetter, leaseLetter, storeMessage } from './lease.store.ts';
import { AttemptFailed, type Outcome } from './outcome.ts';
import { renderLetter } from './render-letter.ts';
import { settle } from './settle.ts';

/** How long one run may go on before it lets others of this process run. */
const runMsMax = 5_000;
/** What a query and the database may take, beside the SMTP conversation. */
const leaseMarginMs = 60_000;

/** Renders and sends what is due, a few letters side by side. True when more is waiting. */
export async function deliverLetters(context: NotificationContext): Promise<boolean> {
  const { gate } = context.services;
  const endMs = performance.now() + runMsMax;
  const work = async (): Promise<boolean> => {
    while (performance.now() < endMs) {
      if (gate.admits(1) === 0 || !(await deliverNext(context))) return false;
    }
    return true;
  };
  const side = gate.admits(context.settings.concurrency);
  if (side === 1 && context.settings.concurrency > 1)
    return (await deliverNext(context)) && gate.admits(2) === 2;
  const more = await Promise.all(Array.from({ length: side }, work));
  return more.includes(true);
}

/** One attempt at one letter; false when none is due. */
async function deliverNext(context: NotificationContext): Promise<boolean> {
  const leaseMs = 2 * context.settings.smtpTimeoutMs + leaseMarginMs;
  const letter = await leaseLetter(context.database.query, leaseMs);
  if (!letter) return false;
  await withCorrelation(letter.correlationId, async () => {
    const outcome = await attempt(context, letter);
    const { triesMax, retryFirstMs, retryMaxMs } = context.settings;
    const rules = { triesMax, retryFirstMs, retryMaxMs };
    await settle(context, letter, outcome, afterAttempt(outcome, letter, rules, Math.random()));
  });
  return true;
}

async function attempt(context: NotificationContext, letter: LeasedLetter): Promise<Outcome> {
  if (letter.expiresAt <= context.clock.now()) return { kind: 'PERMANENT', code: 'EXPIRED' };
  if (!letter.entitled) return { kind: 'PERMANENT', code: 'RECIPIENT_GONE' };
  try {
    const mail = await messageOf(context, letter);
    return await send(context, mail);
  } catch (error) {
    if (error instanceof AttemptFailed) return error.outcome;
    throw error;
  }
}

type Mail = { readonly address: string; readonly message: Buffer };

/** As it was rendered at an earlier attempt, or rendered and kept now, before anything is sent. */
async function messageOf(context: NotificationContext, letter: LeasedLetter): Promise<Mail> {
  const { address, message } = letter;
  if (address !== null && message !== null) return { address, message };
  const rendered = await renderLetter(context, letter);
  if (!(await storeMessage(context.database.query, letter, rendered))) {
    // Another process holds it by now, or it was cancelled.
    throw new AttemptFailed({ kind: 'TRANSIENT', code: 'LEASE_LOST', counts: false });
  }
  return rendered;
}

async function send(context: NotificationContext, { address, message }: Mail): Promise<Outcome> {
  const { mailer, gate } = context.services;
  try {
    const from = addressOf(context.settings.from);
    const response = await mailer.send({ from, to: address, raw: message });
    gate.worked();
    return { kind: 'SENT', response: response.slice(0, 300) };
  } catch (error) {
    const outcome = judgeSmtpError(error);
    if (outcome.kind === 'TRANSIENT' && outcome.serverDown) gate.failed(outcome.code);
    else gate.worked();
    return outcome;
  }
}
