import type { Query } from '@lastmile/database/database';
import type { CalendarDate } from '@lastmile/kernel/calendar';
import { isId } from '@lastmile/kernel/id';
import { selectList } from '../sql/insert-rows.ts';

export interface BillRunRow {
  readonly id: string;
  readonly legalEntityId: string;
  readonly through: CalendarDate;
  /** Only accounts of this zone; null: all. */
  readonly timeZone: string | null;
  readonly status: 'RUNNING' | 'FINISHED';
  readonly occasion: 'MANUAL' | 'AUTOMATIC';
  /** Whether its events are mass work. */
  readonly bulk: boolean;
  readonly accountsDone: number;
  readonly invoices: number;
  readonly failures: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

const billRunSelect = selectList(
  [
    'id',
    'legalEntityId',
    'through',
    'timeZone',
    'status',
    'occasion',
    'bulk',
    'accountsDone',
    'invoices',
    'failures',
    'startedAt',
    'finishedAt',
  ],
  'r',
);

export function billRunsWhere(query: Query, rest: string, values: readonly unknown[]): Promise<BillRunRow[]> {
  return query<BillRunRow>(`select ${billRunSelect} from bill_run r ${rest}`, values);
}

export async function findBillRun(query: Query, id: string): Promise<BillRunRow | undefined> {
  return isId(id) ? (await billRunsWhere(query, 'where r.id = $1', [id]))[0] : undefined;
}

/** The runs that still have work. */
export function runningBillRuns(query: Query): Promise<BillRunRow[]> {
  return billRunsWhere(query, `where r.status = 'RUNNING' order by r.started_at, r.id limit 20`, []);
}

/** Undefined where a run with this key has been started already. */
export async function insertBillRun(
  query: Query,
  run: Pick<
    BillRunRow,
    'id' | 'legalEntityId' | 'through' | 'timeZone' | 'occasion' | 'bulk' | 'startedAt'
  > & {
    readonly key: string;
  },
): Promise<BillRunRow | undefined> {
  await query(
    `insert into bill_run (id, legal_entity_id, through, time_zone, status, occasion, key, bulk, started_at)
     values ($1, $2, $3, $4, 'RUNNING', $5, $6, $7, $8) on conflict do nothing`,
    [run.id, run.legalEntityId, run.through, run.timeZone, run.occasion, run.key, run.bulk, run.startedAt],
  );
  return findBillRun(query, run.id);
}

export async function addProgress(
  query: Query,
  id: string,
  done: { accounts: number; invoices: number; failures: number },
): Promise<BillRunRow | undefined> {
  await query(
    `update bill_run set accounts_done = accounts_done + $2, invoices = invoices + $3, failures = failures + $4
     where id = $1`,
    [id, done.accounts, done.invoices, done.failures],
  );
  return findBillRun(query, id);
}
