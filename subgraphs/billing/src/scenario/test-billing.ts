import type { Query } from '@lastmile/database/database';
import { firstLegalEntityId, firstRegionId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { customerClosed, customerCreated } from '@lastmile/messaging/events/customer/customer';
import { startTestSubgraph, type TestSubgraph, type TestSubgraphOptions } from '@lastmile/subgraph/testing';
import { type BillRunRow } from '../bill-run/bill-run.store.ts';
import { runBills } from '../bill-run/run-bills.ts';
import type { Billing, BillingContext } from '../billing.ts';
import { type ImportedAccount, importAccounts } from '../import/import-accounts.ts';
import { importTariffs } from '../import/import-tariffs.ts';
import { type InvoiceRow, invoicesWhere } from '../invoice/invoice.store.ts';
import { billingSubgraph } from '../subgraph.ts';

/** Billing on a database of its own, without tax unless told otherwise, and what tests need of it. */
export interface TestBilling extends TestSubgraph<Billing> {
  /** A published tariff; its version’s id. */
  tariff(
    price: string,
    more?: { setupFee?: string; currency?: string },
  ): Promise<{ tariffId: string; tariffVersionId: string }>;
  /** An account with one subscription; its id and its customer’s. */
  account(
    versionId: string,
    startsOn: string,
    more?: Partial<ImportedAccount> & { chargeSetup?: boolean },
  ): Promise<{ accountId: string; customerId: string }>;
  /** A customer of whom word has come; its id. */
  customer(status?: 'ACTIVE' | 'CLOSED'): Promise<string>;
  /** Moves the clock to noon UTC of a day and bills through it. */
  bill(day: string): Promise<BillRunRow>;
  invoicesOf(accountId: string): Promise<InvoiceRow[]>;
  balanceOf(accountId: string): Promise<string>;
  /** What the domain has said of a kind of event. */
  said<Data, Type extends string>(
    definition: EventDefinition<Data, Type>,
  ): Promise<EventEnvelope<Data, Type>[]>;
  /** Sums over the whole books that must be nothing: entries, and balances against entries. */
  drift(): Promise<{ entries: string; balances: string; allocations: string }>;
}

export async function startTestBilling(options: TestSubgraphOptions<Billing> = {}): Promise<TestBilling> {
  const env = { BILLING_TAX_RATE_PERCENT: '0', BILLING_AUTORUN: 'false', ...options.env };
  const subgraph = await startTestSubgraph(billingSubgraph, { ...options, env });
  const context: BillingContext = subgraph.context();
  const { query } = context.database;
  return Object.assign(subgraph, {
    tariff: async (price: string, more = {}) => {
      const code = `tariff-${newId()}`;
      const [made] = await importTariffs(context, [
        { code, name: 'Fiber', kind: 'INTERNET', currency: 'EUR', price, validFrom: '2000-01-01', ...more },
      ]);
      if (!made) throw new Error('No tariff was made');
      return made;
    },
    account: async (
      tariffVersionId: string,
      startsOn: string,
      more: Partial<ImportedAccount> & { chargeSetup?: boolean } = {},
    ) => {
      const { chargeSetup = false, ...given } = more;
      const customerId = given.customerId ?? newId();
      const subscriptions = [{ chargeSetup, phases: [{ tariffVersionId, startsOn }] }];
      const [accountId] = await importAccounts(context, [
        { openedOn: startsOn, subscriptions, ...given, customerId },
      ]);
      return { accountId: accountId ?? '', customerId };
    },
    customer: (status: 'ACTIVE' | 'CLOSED' = 'ACTIVE') => tellCustomer(subgraph, status),
    bill: (day: string) => {
      subgraph.clock.set(`${day}T12:00:00Z`);
      return runBills(context, { through: day });
    },
    invoicesOf: (accountId: string) =>
      invoicesWhere(query, 'where i.account_id = $1 order by i.sequence', [accountId]),
    balanceOf: async (accountId: string) => {
      const [row] = await query<{ balance: string }>(
        'select trim_scale(balance) as balance from billing_account where id = $1',
        [accountId],
      );
      return row?.balance ?? '';
    },
    said: async <Data, Type extends string>(definition: EventDefinition<Data, Type>) => {
      const log = await readLog(subgraph);
      return log.filter(({ type }) => type === definition.type) as EventEnvelope<Data, Type>[];
    },
    drift: () => driftOf(query),
  });
}

async function tellCustomer(subgraph: TestSubgraph<Billing>, status: 'ACTIVE' | 'CLOSED'): Promise<string> {
  const customerId = newId();
  const data = {
    customerId,
    kind: 'PERSON' as const,
    status,
    segment: 'home',
    regionId: firstRegionId,
    legalEntityId: firstLegalEntityId,
  };
  const event = status === 'CLOSED' ? customerClosed : customerCreated;
  await subgraph.receive(event, { key: customerId, subject: customerId, data });
  return customerId;
}

async function driftOf(query: Query): Promise<{ entries: string; balances: string; allocations: string }> {
  const [row] = await query<{ entries: string; balances: string; allocations: string }>(
    `select trim_scale((select coalesce(sum(amount), 0) from ledger_entry)) as entries,
       (select count(*) from billing_account a where a.balance <>
         (select coalesce(sum(e.amount), 0) from ledger_entry e where e.account_id = a.id))::text as balances,
       (select count(*) from invoice i where i.allocated_amount <>
         (select coalesce(sum(x.amount), 0) from allocation x where x.invoice_id = i.id))::text as allocations`,
  );
  return row ?? { entries: '', balances: '', allocations: '' };
}

export const noDrift = { entries: '0', balances: '0', allocations: '0' };

async function readLog(subgraph: TestSubgraph<Billing>): Promise<EventEnvelope[]> {
  const { messaging } = subgraph.running;
  await messaging.settled();
  const log: EventEnvelope[] = [];
  for (;;) {
    const page = await messaging.feed({ afterPosition: log.at(-1)?.position ?? 0, limit: 1_000 });
    if (page.length === 0) return log;
    log.push(...page);
  }
}
