import { outageUpdated } from '@lastmile/messaging/events/monitoring/outage';
import type { MonitoringContext } from '../monitoring.ts';
import { checkExpectedEnd, checkNote, openOutageWith } from './load-outage.ts';
import { demandImpact, saveOutage } from './outage.store.ts';
import { type OutageCause, type OutageRow, type Severity, severityOf } from './outage.ts';
import { tellOutage } from './tell-outage.ts';

/** Undefined leaves as it is; null empties, and for the severity lets it follow the number of lines again. */
export interface UpdateOutage {
  readonly outageId: string;
  readonly cause?: OutageCause | null | undefined;
  readonly severity?: Severity | null | undefined;
  readonly expectedEndAt?: Date | null | undefined;
  readonly note?: string | null | undefined;
  readonly acknowledge?: boolean | null | undefined;
}

/** Throws NOT_FOUND, BAD_INPUT, OutageNotOpen. */
export async function updateOutage(context: MonitoringContext, input: UpdateOutage): Promise<OutageRow> {
  return context.transaction(async (work) => {
    const before = await openOutageWith(work, input.outageId);
    const { severity, expectedEndAt, note } = input;
    const updated: OutageRow = {
      ...before,
      cause: input.cause ?? before.cause,
      ...(severity !== undefined && {
        severity: severity ?? severityOf(before.affectedLineCount, work.settings),
        severityPinned: severity !== null,
      }),
      ...(expectedEndAt !== undefined && {
        expectedEndAt: checkExpectedEnd(expectedEndAt, before.startedAt),
      }),
      ...(note !== undefined && { note: checkNote(note) }),
      ...(input.acknowledge && !before.acknowledgedAt
        ? { acknowledgedAt: work.clock.now(), acknowledgedBy: work.actor.id }
        : {}),
    };
    await saveOutage(work.query, updated);
    tellOutage(work, outageUpdated, updated);
    // Severity and expected end are part of what each line's customer was told.
    await demandImpact(work.query, [updated.id]);
    work.wake('revise-impact');
    return updated;
  });
}
