import type { Query } from '@lastmile/database/database';
import { isId } from '@lastmile/kernel/id';
import { Money } from '@lastmile/kernel/money';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Billing } from '../billing.ts';
import { insertRows, selectList } from '../sql/insert-rows.ts';
import type { PaymentStatus } from './payment.ts';

export interface PaymentRow {
  readonly id: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly legalEntityId: string;
  /** What it was meant for; null: the account. */
  readonly invoiceId: string | null;
  readonly amount: Money;
  readonly currency: string;
  readonly allocated: Money;
  readonly status: PaymentStatus;
  readonly method: string;
  readonly provider: string;
  readonly providerReference: string | null;
  /** Whether the provider is known to have taken the charge. */
  readonly acknowledged: boolean;
  readonly failureReason: string | null;
  readonly requestedAt: Date;
  readonly settledAt: Date | null;
  readonly expiresAt: Date | null;
  readonly enquiries: number;
}

type RawPayment = Omit<PaymentRow, 'amount' | 'allocated'> & { amount: string; allocatedAmount: string };

const paymentSelect = selectList(
  [
    'id',
    'accountId',
    'customerId',
    'legalEntityId',
    'invoiceId',
    'amount',
    'currency',
    'allocatedAmount',
    'status',
    'method',
    'provider',
    'providerReference',
    'acknowledged',
    'failureReason',
    'requestedAt',
    'settledAt',
    'expiresAt',
    'enquiries',
  ],
  'p',
);

function toPayment({ allocatedAmount, ...raw }: RawPayment): PaymentRow {
  return {
    ...raw,
    amount: Money.of(raw.amount, raw.currency),
    allocated: Money.of(allocatedAmount, raw.currency),
  };
}

/** Rows of payment as `p`, by the rest of the statement. */
export async function paymentsWhere(
  query: Query,
  rest: string,
  values: readonly unknown[],
): Promise<PaymentRow[]> {
  return (await query<RawPayment>(`select ${paymentSelect} from payment p ${rest}`, values)).map(toPayment);
}

export async function findPayment(query: Query, id: string): Promise<PaymentRow | undefined> {
  return isId(id) ? (await paymentsWhere(query, 'where p.id = $1', [id]))[0] : undefined;
}

/** A charge of this invoice that has not been answered yet. */
export async function pendingPaymentOf(query: Query, invoiceId: string): Promise<PaymentRow | undefined> {
  return (await paymentsWhere(query, `where p.invoice_id = $1 and p.status = 'PENDING'`, [invoiceId]))[0];
}

/** Payments of accounts with something left, the oldest first. */
export function creditsOf(query: Query, accountIds: readonly string[]): Promise<PaymentRow[]> {
  return paymentsWhere(
    query,
    `where p.account_id = any($1::uuid[]) and p.status = 'SUCCEEDED' and p.allocated_amount < p.amount
     order by p.account_id, p.settled_at, p.id`,
    [accountIds],
  );
}

const columns = {
  id: 'uuid',
  accountId: 'uuid',
  customerId: 'uuid',
  legalEntityId: 'uuid',
  invoiceId: 'uuid',
  amount: 'numeric',
  currency: 'text',
  status: 'text',
  method: 'text',
  provider: 'text',
  providerReference: 'text',
  acknowledged: 'boolean',
  requestedAt: 'timestamptz',
  settledAt: 'timestamptz',
  expiresAt: 'timestamptz',
  nextEnquiryAt: 'timestamptz',
} as const;

export type NewPayment = Omit<PaymentRow, 'allocated' | 'failureReason' | 'enquiries'> & {
  readonly nextEnquiryAt: Date | null;
};

export function insertPayments(query: Query, rows: readonly NewPayment[]): Promise<void> {
  return insertRows(query, 'payment', columns, rows);
}

export const paymentLoader = defineLoader<Billing, string, PaymentRow | null>({
  name: 'payment',
  fetch: async (database, ids) => {
    const rows = await database.statement<RawPayment>(
      'billing-payments',
      `select ${paymentSelect} from payment p where p.id = any($1::uuid[])`,
    )([ids]);
    return inOrder(ids, rows.map(toPayment), ({ id }) => id);
  },
});

/** Payments meant for an invoice or allocated to it. */
export const paymentsOfInvoiceLoader = defineLoader<Billing, string, PaymentRow[]>({
  name: 'payments-of-invoice',
  fetch: async (database, invoiceIds) => {
    const rows = await database.statement<RawPayment & { ofInvoice: string }>(
      'billing-payments-of-invoices',
      `select ${paymentSelect}, k.invoice_id as "ofInvoice"
       from unnest($1::uuid[]) as k(invoice_id) cross join lateral (
         select * from payment where invoice_id = k.invoice_id
         union select payment.* from payment join allocation on allocation.payment_id = payment.id
           where allocation.invoice_id = k.invoice_id) p
       order by p.requested_at, p.id`,
    )([invoiceIds]);
    return grouped(
      invoiceIds,
      rows.map(({ ofInvoice, ...raw }) => Object.assign(toPayment(raw), { ofInvoice })),
      (row) => row.ofInvoice,
    );
  },
});
