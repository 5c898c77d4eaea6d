import { type CalendarDate, dateInZone, daysBetween } from '@lastmile/kernel/calendar';
import { isId } from '@lastmile/kernel/id';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import { permitted } from '../access/permitted.ts';
import { findAccount, lockAccount } from '../account/account.store.ts';
import type { BillingContext } from '../billing.ts';
import { findVersion, lockTariff } from '../tariff/tariff.store.ts';
import { isSold } from '../tariff/tariff.ts';
import { beginSubscription } from './begin-subscription.ts';
import { AccountNotUsable, TariffNotSold } from './subscription.problem.ts';
import type { SubscriptionRow } from './subscription.store.ts';

export interface StartSubscription {
  readonly accountId: string;
  readonly tariffId: string;
  /** The account’s today unless given. */
  readonly startsOn?: CalendarDate | null;
  readonly quantity?: number | null;
  readonly lineId?: string | null;
}

/** How far back a subscription may be said to have begun. */
const daysBackMax = 366;

/** Starts a subscription to what is sold of a tariff, by staff. Throws TariffNotSold and AccountNotUsable. */
export async function startSubscription(
  context: BillingContext,
  input: StartSubscription,
): Promise<SubscriptionRow> {
  return context.transaction(async (work) => {
    permitted(work, 'subscription:manage', await findAccount(work.query, input.accountId), 'billing account');
    const account = await lockAccount(work.query, input.accountId);
    if (account.status !== 'OPEN') throw new AccountNotUsable('This account is closed: open another one.');
    const startsOn = startDate(input.startsOn, dateInZone(work.clock.now(), account.timeZone));
    const tariff = await lockTariff(work.query, input.tariffId);
    if (!tariff) throw notFound('tariff');
    const version = tariff.publishedVersionId
      ? await findVersion(work.query, tariff.publishedVersionId)
      : undefined;
    if (!version || tariff.status !== 'PUBLISHED' || !isSold(version, startsOn)) throw new TariffNotSold();
    if (version.currency !== account.currency)
      throw new AccountNotUsable(
        `The account is kept in ${account.currency}, the tariff in ${version.currency}.`,
      );
    return beginSubscription(work, {
      account,
      version,
      startsOn,
      quantity: quantityOf(input.quantity),
      lineId: lineOf(input.lineId),
      applicationId: null,
    });
  });
}

function startDate(given: CalendarDate | null | undefined, today: CalendarDate): CalendarDate {
  const startsOn = given ?? today;
  if (Math.abs(daysBetween(startsOn, today)) > daysBackMax)
    throw badInput('startsOn', `a day within ${daysBackMax} days of today (${today})`);
  return startsOn;
}

function quantityOf(given: number | null | undefined): number {
  const quantity = given ?? 1;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > 10_000)
    throw badInput('quantity', 'a whole number from 1 to 10000');
  return quantity;
}

function lineOf(given: string | null | undefined): string | null {
  if (given && !isId(given)) throw badInput('lineId', 'the id of an access line');
  return given ?? null;
}
