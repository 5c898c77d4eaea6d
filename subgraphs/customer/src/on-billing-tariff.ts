import { tariffPublished, tariffWithdrawn } from '@lastmile/messaging/events/billing/tariff';
import { projection } from '@lastmile/messaging/handler';
import type { CustomerWork } from './customer-domain.ts';
import { rememberVersion, rememberWithdrawal } from './tariff/sold-tariff.store.ts';

/** What can be applied for, and which version an activated line is sold at. */
export const onBillingTariff = projection({
  name: 'know-sold-tariffs',
  on: [tariffPublished, tariffWithdrawn],
  apply: async (work: CustomerWork, event) => {
    const { tariffId, tariffVersionId, version, price, validFrom } = event.data;
    if (event.type === 'billing.tariff.withdrawn') return rememberWithdrawal(work, tariffId);
    const { currency } = price;
    return rememberVersion(work, { tariffId, tariffVersionId, version, currency, validFrom });
  },
});
