import { addDays, type CalendarDate, dateInZone } from '@lastmile/kernel/calendar';
import { firstLegalEntityId } from '@lastmile/kernel/company';
import { isId, newId } from '@lastmile/kernel/id';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import { billRunStarted } from '@lastmile/messaging/events/billing/bill-run';
import type { BillingContext, BillingWork } from '../billing.ts';
import { findLegalEntity } from '../company/legal-entity.store.ts';
import { newBillRunEvent } from './bill-run.event.ts';
import { BillRunInProgress } from './bill-run.problem.ts';
import { type BillRunRow, billRunsWhere, insertBillRun } from './bill-run.store.ts';
import { countDueAccounts } from './due-accounts.store.ts';

export interface StartBillRun {
  /** The first legal entity unless given. */
  readonly legalEntityId?: string | null;
  /** Accounts whose next bill date is this day or earlier. */
  readonly through: CalendarDate;
}

/** How far ahead a run may bill: next month’s bills may be sent this month. */
const daysAheadMax = 31;

/** Starts a run over what is due through a date; jobs work through it. By staff. Throws BillRunInProgress. */
export async function startBillRun(context: BillingContext, input: StartBillRun): Promise<BillRunRow> {
  const legalEntityId = input.legalEntityId ?? firstLegalEntityId;
  context.assertMay('billrun:start', { legalEntityId });
  return context.transaction(async (work) => {
    const entity = isId(legalEntityId) ? await findLegalEntity(work.query, legalEntityId) : undefined;
    if (!entity) throw notFound('legal entity');
    const latest = addDays(dateInZone(work.clock.now(), entity.timeZone), daysAheadMax);
    if (input.through > latest) throw badInput('through', `a day up to ${latest}`);
    const id = newId();
    const run = await launchRun(work, {
      id,
      legalEntityId,
      through: input.through,
      timeZone: null,
      occasion: 'MANUAL',
      key: `manual:${id}`,
    });
    if (run) return run;
    const [running] = await billRunsWhere(
      work.query,
      `where r.legal_entity_id = $1 and r.through = $2 and r.time_zone is null and r.status = 'RUNNING'`,
      [legalEntityId, input.through],
    );
    throw new BillRunInProgress(running?.id ?? '');
  });
}

/** Writes a run and wakes those who work on it; undefined where there is one with this key or of the same kind running. */
export async function launchRun(
  work: BillingWork,
  run: Pick<BillRunRow, 'id' | 'legalEntityId' | 'through' | 'timeZone' | 'occasion'> & {
    readonly key: string;
  },
): Promise<BillRunRow | undefined> {
  const startedAt = work.clock.now();
  const inserted = await insertBillRun(work.query, { ...run, bulk: false, startedAt });
  if (!inserted) return undefined;
  const { bulkFrom } = work.settings.billRun;
  const bulk = (await countDueAccounts(work.query, inserted, bulkFrom)) >= bulkFrom;
  await work.query(`update bill_run set bulk = $2 where id = $1`, [run.id, bulk]);
  work.emit(billRunStarted, newBillRunEvent(inserted, startedAt));
  work.wake('work-bill-runs');
  return { ...inserted, bulk };
}
