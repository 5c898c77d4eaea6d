import type { Query } from '@lastmile/database/database';
import type { CalendarDate } from '@lastmile/kernel/calendar';
import { isId } from '@lastmile/kernel/id';
import { Decimal, Money } from '@lastmile/kernel/money';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';
import type { BillablePhase } from '../charge/due-charges.ts';
import { insertRows, selectList } from '../sql/insert-rows.ts';

export type SubscriptionStatus = 'ACTIVE' | 'PAUSED' | 'ENDED';

export interface SubscriptionRow {
  readonly id: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly legalEntityId: string;
  readonly lineId: string | null;
  readonly applicationId: string | null;
  readonly tariffId: string;
  readonly status: SubscriptionStatus;
  readonly startsOn: CalendarDate;
  /** Exclusive. */
  readonly endsOn: CalendarDate | null;
}

export interface PhaseRow extends BillablePhase {
  readonly subscriptionId: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly ordinal: number;
  readonly tariffVersionId: string;
}

const subscriptionFields = [
  'id',
  'accountId',
  'customerId',
  'legalEntityId',
  'lineId',
  'applicationId',
  'tariffId',
  'status',
  'startsOn',
  'endsOn',
] as const;
const subscriptionSelect = selectList(subscriptionFields, 's');

export const phaseSelect = selectList(
  [
    'id',
    'subscriptionId',
    'accountId',
    'customerId',
    'ordinal',
    'tariffVersionId',
    'price',
    'setupFee',
    'currency',
    'quantity',
    'billingPeriodMonths',
    'startsOn',
    'endsOn',
    'chargedThrough',
    'setupCharged',
  ],
  'p',
);

export type RawPhase = Omit<PhaseRow, 'price' | 'setupFee'> & { price: string; setupFee: string };

export const toPhase = <Raw extends RawPhase>(raw: Raw) => ({
  ...raw,
  price: new Decimal(raw.price),
  setupFee: new Decimal(raw.setupFee),
});

/** What a phase costs for a whole period, as it is shown. */
export const phasePrice = (phase: Pick<PhaseRow, 'price' | 'currency'>) =>
  Money.of(phase.price, phase.currency);

export async function findSubscription(query: Query, id: string): Promise<SubscriptionRow | undefined> {
  if (!isId(id)) return undefined;
  const rows = await query<SubscriptionRow>(
    `select ${subscriptionSelect} from service_subscription s where s.id = $1`,
    [id],
  );
  return rows[0];
}

export async function subscriptionOfApplication(
  query: Query,
  applicationId: string,
): Promise<SubscriptionRow | undefined> {
  const rows = await query<SubscriptionRow>(
    `select ${subscriptionSelect} from service_subscription s where s.application_id = $1`,
    [applicationId],
  );
  return rows[0];
}

export async function phasesOf(query: Query, subscriptionId: string): Promise<PhaseRow[]> {
  const rows = await query<RawPhase>(
    `select ${phaseSelect} from subscription_phase p where p.subscription_id = $1 order by p.ordinal`,
    [subscriptionId],
  );
  return rows.map(toPhase);
}

const subscriptionColumns = {
  id: 'uuid',
  accountId: 'uuid',
  customerId: 'uuid',
  legalEntityId: 'uuid',
  lineId: 'uuid',
  applicationId: 'uuid',
  tariffId: 'uuid',
  status: 'text',
  startsOn: 'date',
  endsOn: 'date',
  createdAt: 'timestamptz',
} as const;

const phaseColumns = {
  id: 'uuid',
  subscriptionId: 'uuid',
  accountId: 'uuid',
  customerId: 'uuid',
  ordinal: 'int',
  tariffVersionId: 'uuid',
  price: 'numeric',
  setupFee: 'numeric',
  currency: 'text',
  quantity: 'int',
  billingPeriodMonths: 'int',
  startsOn: 'date',
  endsOn: 'date',
  chargedThrough: 'date',
  setupCharged: 'boolean',
} as const;

export async function insertSubscriptions(
  query: Query,
  subscriptions: readonly (SubscriptionRow & { readonly createdAt: Date })[],
  phases: readonly PhaseRow[],
): Promise<void> {
  await insertRows(query, 'service_subscription', subscriptionColumns, subscriptions);
  await insertRows(query, 'subscription_phase', phaseColumns, phases);
}

export const subscriptionLoader = defineLoader<Billing, string, SubscriptionRow | null>({
  name: 'subscription',
  fetch: async (database, ids) => {
    const rows = await database.statement<SubscriptionRow>(
      'billing-subscriptions',
      `select ${subscriptionSelect} from service_subscription s where s.id = any($1::uuid[])`,
    )([ids]);
    return inOrder(ids, rows, ({ id }) => id);
  },
});

export const subscriptionsOfLineLoader = defineLoader<Billing, string, SubscriptionRow[]>({
  name: 'subscriptions-of-line',
  fetch: async (database, lineIds) => {
    const rows = await database.statement<SubscriptionRow & { lineId: string }>(
      'billing-subscriptions-of-lines',
      `select ${subscriptionSelect} from service_subscription s where s.line_id = any($1::uuid[]) order by s.id`,
    )([lineIds]);
    return grouped(lineIds, rows, ({ lineId }) => lineId);
  },
});

export const subscriptionsOfAccountLoader = defineLoader<Billing, string, SubscriptionRow[]>({
  name: 'subscriptions-of-account',
  fetch: async (database, accountIds) => {
    const rows = await database.statement<SubscriptionRow>(
      'billing-subscriptions-of-accounts',
      `select ${subscriptionSelect} from service_subscription s where s.account_id = any($1::uuid[]) order by s.id`,
    )([accountIds]);
    return grouped(accountIds, rows, ({ accountId }) => accountId);
  },
});

export const phasesOfSubscriptionLoader = defineLoader<Billing, string, PhaseRow[]>({
  name: 'phases-of-subscription',
  fetch: async (database, ids) => {
    const rows = await database.statement<RawPhase>(
      'billing-phases-of-subscriptions',
      `select ${phaseSelect} from subscription_phase p where p.subscription_id = any($1::uuid[]) order by p.ordinal`,
    )([ids]);
    return grouped(ids, rows.map(toPhase), ({ subscriptionId }) => subscriptionId);
  },
});
