import { type CalendarDate, dateInZone, dayOfMonth, isTimeZone } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import { accountOpened } from '@lastmile/messaging/events/billing/account';
import type { BillingContext, BillingWork } from '../billing.ts';
import { findLegalEntity, type LegalEntityRow } from '../company/legal-entity.store.ts';
import { knownCustomer } from '../customer/known-customer.store.ts';
import { ensureSystemAccounts } from '../ledger/ledger.store.ts';
import { newAccountEvent } from './account.event.ts';
import { CustomerClosed } from './account.problem.ts';
import { type AccountRow, findAccount, insertAccounts } from './account.store.ts';

export interface OpenAccount {
  readonly customerId: string;
  readonly legalEntityId: string;
  readonly currency?: string | null;
  readonly timeZone?: string | null;
  /** 1–31. Unless given: the legal entity’s fixed day, or the day on which the account is opened. */
  readonly anchorDay?: number | null;
  readonly netTermDays?: number | null;
}

/** Opens a billing account for a customer, by staff. Throws CustomerClosed, NOT_FOUND and BAD_INPUT. */
export async function openAccount(context: BillingContext, input: OpenAccount): Promise<AccountRow> {
  context.assertMay('account:manage', { legalEntityId: input.legalEntityId });
  return context.transaction(async (work) => {
    const entity = await findLegalEntity(work.query, input.legalEntityId);
    if (!entity) throw notFound('legal entity');
    const customer = await knownCustomer(work.query, input.customerId);
    if (!customer) throw notFound('customer');
    if (customer === 'CLOSED') throw new CustomerClosed();
    const timeZone = input.timeZone ?? entity.timeZone;
    if (!isTimeZone(timeZone)) throw badInput('timeZone', 'a time zone such as "Europe/Berlin"');
    return makeAccount(work, entity, { ...input, timeZone }, dateInZone(work.clock.now(), timeZone));
  });
}

/** Makes the account and tells of it; for use cases that have checked who asks. */
export async function makeAccount(
  work: BillingWork,
  entity: LegalEntityRow,
  input: OpenAccount & { readonly timeZone: string },
  openedOn: CalendarDate,
): Promise<AccountRow> {
  const anchorDay = input.anchorDay ?? entity.anchorDay ?? dayOfMonth(openedOn);
  if (!Number.isInteger(anchorDay) || anchorDay < 1 || anchorDay > 31)
    throw badInput('anchorDay', 'a day of the month, 1 to 31');
  const netTermDays = input.netTermDays ?? entity.netTermDays;
  if (!Number.isInteger(netTermDays) || netTermDays < 0 || netTermDays > 365)
    throw badInput('netTermDays', 'days from 0 to 365');
  const currency = input.currency ?? entity.currency;
  if (currency !== entity.currency) await ensureSystemAccounts(work, entity.id, currency);
  const account = {
    id: newId(),
    customerId: input.customerId,
    legalEntityId: entity.id,
    status: 'OPEN' as const,
    currency,
    timeZone: input.timeZone,
    anchorDay,
    netTermDays,
    nextBillOn: null,
    openedOn,
    createdAt: work.clock.now(),
  };
  await insertAccounts(work.query, [account]);
  work.emit(accountOpened, newAccountEvent(account, work.clock.now()));
  return (await findAccount(work.query, account.id)) as AccountRow;
}
