import { isId } from '@lastmile/kernel/id';
import type { Reference } from '@lastmile/subgraph/definition';
import type { Loader } from '@lastmile/subgraph/loader';
import { accountLoader } from './account/account.store.ts';
import { findBillRun } from './bill-run/bill-run.store.ts';
import type { Billing } from './billing.ts';
import { legalEntityLoader } from './company/legal-entity.store.ts';
import { loadById } from './graphql/load-by-id.ts';
import { invoiceLoader } from './invoice/invoice.store.ts';
import { paymentLoader } from './payment/payment.store.ts';
import { profileLoader } from './profile/profile.store.ts';
import { subscriptionLoader } from './subscription/subscription.store.ts';
import { seeTariff, seeVersion } from './tariff/see-tariffs.ts';

const byId = <Row extends object>(
  type: string,
  loader: Loader<Billing, string, Row | null>,
): Reference<Billing> => ({
  type,
  resolve: (context, { id }) => loadById(context, loader, id),
});

/** Another domain’s entity: what we add to it needs its id and nothing else. */
const stub = (type: string): Reference<Billing> => ({
  type,
  resolve: (_, { id }) => (typeof id === 'string' && isId(id) ? { id } : null),
});

export const references: readonly Reference<Billing>[] = [
  byId('LegalEntity', legalEntityLoader),
  byId('BillingAccount', accountLoader),
  byId('ServiceSubscription', subscriptionLoader),
  byId('Invoice', invoiceLoader),
  byId('Payment', paymentLoader),
  byId('BillingProfile', profileLoader),
  { type: 'Tariff', resolve: (context, { id }) => seeTariff(context, id) },
  { type: 'TariffVersion', resolve: (context, { id }) => seeVersion(context, id) },
  {
    type: 'BillRun',
    resolve: async (context, { id }) =>
      typeof id === 'string' && isId(id) ? ((await findBillRun(context.database.query, id)) ?? null) : null,
  },
  stub('Customer'),
  stub('AccessLine'),
];
