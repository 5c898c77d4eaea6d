import type { CustomerWork } from '../customer-domain.ts';

/** Billing started the subscription: whatever it refused before no longer matters. */
export async function recordSubscription(
  work: CustomerWork,
  applicationId: string,
  subscriptionId: string,
): Promise<void> {
  await work.query(
    'update connection_applications set subscription_id = $2, billing_refusal = null where id = $1',
    [applicationId, subscriptionId],
  );
}

/** The refusal travels in another stream than the start, so it may come late: a subscription that runs outdoes it. */
export async function recordRefusal(
  work: CustomerWork,
  applicationId: string,
  reason: string,
): Promise<void> {
  await work.query(
    'update connection_applications set billing_refusal = $2 where id = $1 and subscription_id is null',
    [applicationId, reason],
  );
}
