import type { CalendarDate } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import type { Job } from '@lastmile/subgraph/definition';
import type { Billing } from '../billing.ts';
import { launchRun } from './start-bill-run.ts';

interface ReachedDate {
  legalEntityId: string;
  timeZone: string;
  today: CalendarDate;
}

/**
 * Starts a run where a local date has been reached on which accounts are due: one per legal entity, zone and date, so
 * that however often this is looked at, and by how many replicas, each date is billed once.
 */
export const startDueRuns: Job<Billing> = {
  name: 'start-due-runs',
  everyMs: 30_000,
  run: async (context) => {
    if (!context.settings.autorun) return false;
    await context.transaction(async (work) => {
      const reached = await work.query<ReachedDate>(
        `select distinct legal_entity_id as "legalEntityId", time_zone as "timeZone",
           ($1::timestamptz at time zone time_zone)::date as today
         from billing_account
         where status = 'OPEN' and next_bill_on < ($1::timestamptz at time zone 'UTC')::date + 2
           and next_bill_on <= ($1::timestamptz at time zone time_zone)::date`,
        [work.clock.now()],
      );
      for (const { legalEntityId, timeZone, today } of reached) {
        const key = `auto:${legalEntityId}:${timeZone}:${today}`;
        await launchRun(work, {
          id: newId(),
          legalEntityId,
          through: today,
          timeZone,
          occasion: 'AUTOMATIC',
          key,
        });
      }
    });
    return false;
  },
};
