import type { Query } from '@lastmile/database/database';
import { Decimal } from '@lastmile/kernel/money';
import { type AccountRow, accountsWhere } from '../account/account.store.ts';
import type { StandingCharge } from '../charge/due-charges.ts';
import { groupBy } from '../sql/group-by.ts';
import { phaseSelect, type RawPhase, toPhase } from '../subscription/subscription.store.ts';
import type { PhaseToBill } from './bill-account.ts';
import type { BillRunRow } from './bill-run.store.ts';

const isDue = `a.legal_entity_id = $1 and a.status = 'OPEN' and a.next_bill_on <= $2::date
  and ($3::text is null or a.time_zone = $3)
  and not exists (select from bill_run_failure f where f.bill_run_id = $4 and f.account_id = a.id)`;

const dueValues = (run: BillRunRow) => [run.legalEntityId, run.through, run.timeZone, run.id];

/** Takes the next accounts that are due and that nobody else holds; the locks last until the transaction ends. */
export function takeDueAccounts(query: Query, run: BillRunRow, limit: number): Promise<AccountRow[]> {
  return accountsWhere(
    query,
    `where ${isDue} order by a.next_bill_on, a.id limit $5 for update of a skip locked`,
    [...dueValues(run), limit],
  );
}

/** One account, if it is still due. */
export function takeDueAccount(query: Query, run: BillRunRow, accountId: string): Promise<AccountRow[]> {
  return accountsWhere(query, `where ${isDue} and a.id = $5 for update of a skip locked`, [
    ...dueValues(run),
    accountId,
  ]);
}

export async function countDueAccounts(query: Query, run: BillRunRow, most: number): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from (select from billing_account a where ${isDue} limit $5) due`,
    [...dueValues(run), most],
  );
  return row?.count ?? 0;
}

type RawPhaseToBill = RawPhase & {
  lineId: string | null;
  tariffId: string;
  tariffName: string;
  taxRatePercent: string | null;
};

/** The phases of accounts that are not charged to their end, with what stands charged ahead of them. */
export async function phasesToBill(query: Query, accountIds: readonly string[]): Promise<PhaseToBill[]> {
  const rows = await query<RawPhaseToBill>(
    `select ${phaseSelect}, s.line_id as "lineId", s.tariff_id as "tariffId", t.name as "tariffName",
       v.tax_rate_percent as "taxRatePercent"
     from subscription_phase p
     join service_subscription s on s.id = p.subscription_id
     join tariff t on t.id = s.tariff_id
     join tariff_version v on v.id = p.tariff_version_id
     where p.account_id = any($1::uuid[])
       and (p.ends_on is null or not p.setup_charged or p.charged_through is null or p.charged_through < p.ends_on)
     order by p.account_id, p.starts_on, p.id`,
    [accountIds],
  );
  const standing = await standingCharges(query, rows);
  return rows.map((row) => ({
    ...toPhase(row),
    taxRatePercent: row.taxRatePercent === null ? null : new Decimal(row.taxRatePercent),
    standing: standing.get(row.id) ?? [],
  }));
}

/** Only where an invoice between charged ones was cancelled is there anything ahead of `chargedThrough`. */
async function standingCharges(query: Query, phases: readonly RawPhase[]) {
  const rows = await query<StandingCharge & { phaseId: string }>(
    `select c.phase_id as "phaseId", c.item, c.period_start as start, c.period_end as "end"
     from unnest($1::uuid[], $2::date[]) as p(id, charged_from)
     join charge c on c.phase_id = p.id and c.item = 'RECURRING' and c.period_start >= p.charged_from
     where not c.released order by c.period_start`,
    [phases.map(({ id }) => id), phases.map(({ chargedThrough, startsOn }) => chargedThrough ?? startsOn)],
  );
  return groupBy(rows, ({ phaseId }) => phaseId);
}
