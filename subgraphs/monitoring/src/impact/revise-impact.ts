import { outageUpdated } from '@lastmile/messaging/events/monitoring/outage';
import type { MonitoringContext, MonitoringWork } from '../monitoring.ts';
import { demandImpact, outageColumns, saveOutage } from '../outage/outage.store.ts';
import { type OutageRow, severityOf } from '../outage/outage.ts';
import { tellOutage } from '../outage/tell-outage.ts';
import { countImpact, nextLines, reviseImpact, saveProgress, takeDueOutage } from './impact.store.ts';
import { tellImpact } from './tell-impact.ts';

/**
 * Goes through the lines of one outage, a chunk per transaction: who was attached while it lasted, and from when to
 * when. Stopped anywhere, it goes on behind the last chunk. True while more is waiting.
 */
export async function reviseOutageImpact(context: MonitoringContext): Promise<boolean> {
  return context.transaction(async (work) => {
    const due = await takeDueOutage(work.query, outageColumns);
    if (!due) return false;
    const { cursor, pass, ...outage } = due;
    const limit = work.settings.impactChunk;
    const lines = await nextLines(work.query, outage.id, cursor, limit);
    if (lines.length > 0) tellImpact(work, outage, await reviseImpact(work.query, outage, lines), pass);
    const done = lines.length < limit;
    await saveProgress(work.query, outage.id, { cursor: done ? null : (lines.at(-1) ?? null), due: !done });
    if (done) await countAgain(work, outage);
    return true;
  });
}

/** The numbers, and the severity that follows from them, as they are after the lines have been gone through. */
export async function countAgain(work: MonitoringWork, outage: OutageRow): Promise<void> {
  const { lines, customers } = await countImpact(work.query, outage.id);
  if (lines === outage.affectedLineCount && customers === outage.affectedCustomerCount) return;
  const severity =
    outage.severityPinned || outage.status === 'RESOLVED'
      ? outage.severity
      : severityOf(lines, work.settings);
  const counted: OutageRow = {
    ...outage,
    affectedLineCount: lines,
    affectedCustomerCount: customers,
    severity,
  };
  await saveOutage(work.query, counted);
  tellOutage(work, outageUpdated, counted);
  // Each line's event tells the severity, so a change of it is told to all of them once more.
  if (severity !== outage.severity) await demandImpact(work.query, [outage.id]);
}
