import { type CalendarDate, dayOfMonth } from '@lastmile/kernel/calendar';
import { firstLegalEntityId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import { Decimal, Money } from '@lastmile/kernel/money';
import { accountOpened, subscriptionStarted } from '@lastmile/messaging/events/billing/account';
import { newAccountEvent } from '../account/account.event.ts';
import { insertAccounts } from '../account/account.store.ts';
import type { BillingContext } from '../billing.ts';
import { findLegalEntity, type LegalEntityRow } from '../company/legal-entity.store.ts';
import { ensureSystemAccounts } from '../ledger/ledger.store.ts';
import { newSubscriptionEvent } from '../subscription/subscription.event.ts';
import { insertSubscriptions } from '../subscription/subscription.store.ts';
import type { TariffVersionRow } from '../tariff/tariff.store.ts';
import { versionsById } from './versions-by-id.ts';

/** What a subscription costs over [startsOn, endsOn); phases of one subscription do not overlap. */
export interface ImportedPhase {
  readonly tariffVersionId: string;
  readonly startsOn: CalendarDate;
  readonly endsOn?: CalendarDate | null;
  /** Decimal text; the version’s unless given. */
  readonly price?: string;
  readonly quantity?: number;
}

export interface ImportedSubscription {
  readonly id?: string;
  readonly lineId?: string | null;
  readonly applicationId?: string | null;
  readonly phases: readonly ImportedPhase[];
  /** Billed elsewhere up to this day (exclusive); billing goes on from here. From the start unless given. */
  readonly chargedThrough?: CalendarDate;
  /** Whether the set-up fee is still to be charged; no unless given. */
  readonly chargeSetup?: boolean;
}

/** An account with what its customer has. Ids are made unless given. */
export interface ImportedAccount {
  readonly id?: string;
  readonly customerId: string;
  /** The first one unless given; entity’s currency, zone and term likewise. */
  readonly legalEntityId?: string;
  readonly currency?: string;
  readonly timeZone?: string;
  readonly netTermDays?: number;
  /** The day of `openedOn` unless given. */
  readonly anchorDay?: number;
  readonly openedOn: CalendarDate;
  readonly subscriptions: readonly ImportedSubscription[];
}

const chunkSize = 500;

/** Brings along accounts with their subscriptions, in chunks of one transaction each; returns the accounts’ ids in order. */
export async function importAccounts(
  context: BillingContext,
  rows: readonly ImportedAccount[],
): Promise<string[]> {
  context.assertMay('account:manage');
  const bulkid = newId();
  const ids: string[] = [];
  for (let at = 0; at < rows.length; at += chunkSize) {
    ids.push(...(await importChunk(context, rows.slice(at, at + chunkSize), bulkid)));
  }
  return ids;
}

async function importChunk(
  context: BillingContext,
  rows: readonly ImportedAccount[],
  bulkid: string,
): Promise<string[]> {
  const now = context.clock.now();
  return context.transaction(async (work) => {
    const entities = new Map<string, LegalEntityRow>();
    for (const id of new Set(rows.map((row) => row.legalEntityId ?? firstLegalEntityId))) {
      const entity = await findLegalEntity(work.query, id);
      if (!entity) throw new Error(`There is no legal entity ${id}`);
      entities.set(id, entity);
    }
    const accounts = rows.map((row) => toAccount(row, entities, now));
    for (const { legalEntityId, currency } of accounts) {
      if (entities.get(legalEntityId)?.currency !== currency)
        await ensureSystemAccounts(work, legalEntityId, currency);
    }
    await insertAccounts(work.query, accounts);
    const versions = await versionsById(
      work.query,
      rows.flatMap(({ subscriptions }) =>
        subscriptions.flatMap(({ phases }) => phases.map((phase) => phase.tariffVersionId)),
      ),
    );
    const made = accounts.flatMap((account, at) =>
      (rows[at]?.subscriptions ?? []).map((given) => toSubscription(account, given, versions, now)),
    );
    await insertSubscriptions(
      work.query,
      made.map(({ subscription }) => subscription),
      made.flatMap(({ phases }) => phases),
    );
    work.emitMany(
      accountOpened,
      accounts.map((account) => ({ ...newAccountEvent(account, now), bulkid })),
    );
    work.emitMany(
      subscriptionStarted,
      made.map(({ event }) => ({ ...event, bulkid })),
    );
    return accounts.map(({ id }) => id);
  });
}

function toAccount(row: ImportedAccount, entities: ReadonlyMap<string, LegalEntityRow>, now: Date) {
  const entity = entities.get(row.legalEntityId ?? firstLegalEntityId) as LegalEntityRow;
  const billedFrom = row.subscriptions.flatMap(
    ({ chargedThrough, phases }) => chargedThrough ?? phases[0]?.startsOn ?? [],
  );
  return {
    id: row.id ?? newId(),
    customerId: row.customerId,
    legalEntityId: entity.id,
    status: 'OPEN' as const,
    currency: row.currency ?? entity.currency,
    timeZone: row.timeZone ?? entity.timeZone,
    anchorDay: row.anchorDay ?? dayOfMonth(row.openedOn),
    netTermDays: row.netTermDays ?? entity.netTermDays,
    nextBillOn: billedFrom.sort()[0] ?? null,
    openedOn: row.openedOn,
    createdAt: now,
  };
}

function toSubscription(
  account: ReturnType<typeof toAccount>,
  given: ImportedSubscription,
  versions: ReadonlyMap<string, TariffVersionRow>,
  now: Date,
) {
  const version = (id: string) => {
    const found = versions.get(id);
    if (!found) throw new Error(`There is no tariff version ${id}`);
    return found;
  };
  const [first] = given.phases;
  const last = given.phases.at(-1);
  if (!first || !last) throw new Error('A subscription has at least one phase');
  const subscription = {
    id: given.id ?? newId(),
    accountId: account.id,
    customerId: account.customerId,
    legalEntityId: account.legalEntityId,
    lineId: given.lineId ?? null,
    applicationId: given.applicationId ?? null,
    tariffId: version(last.tariffVersionId).tariffId,
    status: last.endsOn ? ('ENDED' as const) : ('ACTIVE' as const),
    startsOn: first.startsOn,
    endsOn: last.endsOn ?? null,
    createdAt: now,
  };
  const phases = given.phases.map((phase, at) => ({
    ...toPhase(phase, version(phase.tariffVersionId), given, at),
    id: newId(),
    subscriptionId: subscription.id,
    accountId: account.id,
    customerId: account.customerId,
    currency: account.currency,
    ordinal: at + 1,
  }));
  const price = Money.of(phases.at(-1)?.price ?? new Decimal(0), account.currency);
  return {
    subscription,
    phases,
    event: newSubscriptionEvent(subscription, last.tariffVersionId, price, now),
  };
}

function toPhase(phase: ImportedPhase, version: TariffVersionRow, given: ImportedSubscription, at: number) {
  const { chargedThrough } = given;
  return {
    tariffVersionId: version.id,
    price: phase.price === undefined ? version.price.amount : new Decimal(phase.price),
    setupFee: version.setupFee.amount,
    quantity: phase.quantity ?? 1,
    billingPeriodMonths: version.billingPeriodMonths,
    startsOn: phase.startsOn,
    endsOn: phase.endsOn ?? null,
    chargedThrough: chargedThrough && chargedThrough > phase.startsOn ? chargedThrough : null,
    setupCharged: at > 0 || !given.chargeSetup,
  };
}
