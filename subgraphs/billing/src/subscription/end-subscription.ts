import type { CalendarDate } from '@lastmile/kernel/calendar';
import { badInput } from '@lastmile/kernel/refusal';
import { subscriptionEnded } from '@lastmile/messaging/events/billing/account';
import { permitted } from '../access/permitted.ts';
import { lockAccount } from '../account/account.store.ts';
import type { BillingContext } from '../billing.ts';
import { newSubscriptionEvent } from './subscription.event.ts';
import { AlreadyCharged, SubscriptionNotActive } from './subscription.problem.ts';
import { findSubscription, phasePrice, phasesOf, type SubscriptionRow } from './subscription.store.ts';

export interface EndSubscription {
  readonly subscriptionId: string;
  /** Exclusive: the first day that is not charged. */
  readonly endsOn: CalendarDate;
}

/**
 * Ends a subscription on a day; its last period is prorated. Throws SubscriptionNotActive, and AlreadyCharged where the
 * day lies in what has been charged.
 */
export async function endSubscription(
  context: BillingContext,
  input: EndSubscription,
): Promise<SubscriptionRow> {
  return context.transaction(async (work) => {
    const found = permitted(
      work,
      'subscription:manage',
      await findSubscription(work.query, input.subscriptionId),
      'subscription',
    );
    await lockAccount(work.query, found.accountId);
    const subscription = await findSubscription(work.query, found.id);
    if (!subscription || subscription.status === 'ENDED') throw new SubscriptionNotActive();
    if (input.endsOn <= subscription.startsOn)
      throw badInput('endsOn', `a day after the start, ${subscription.startsOn}`);
    const phase = (await phasesOf(work.query, found.id)).at(-1);
    if (!phase) throw new Error(`Subscription ${found.id} has no phase`);
    if (phase.chargedThrough && phase.chargedThrough > input.endsOn)
      throw new AlreadyCharged(phase.chargedThrough);
    await work.query(`update subscription_phase set ends_on = $2 where id = $1`, [phase.id, input.endsOn]);
    await work.query(`update service_subscription set ends_on = $2, status = 'ENDED' where id = $1`, [
      found.id,
      input.endsOn,
    ]);
    const ended = { ...subscription, status: 'ENDED' as const, endsOn: input.endsOn };
    work.emit(
      subscriptionEnded,
      newSubscriptionEvent(ended, phase.tariffVersionId, phasePrice(phase), work.clock.now()),
    );
    return ended;
  });
}
