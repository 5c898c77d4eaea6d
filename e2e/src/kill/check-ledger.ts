import { drift, type Finding, lost } from './finding.ts';
import type { HouseDatabases } from './house-databases.ts';

interface Account {
  readonly id: string;
  readonly balance: string;
  readonly booked: string;
}

interface Series {
  readonly kind: string;
  readonly last: number;
  readonly found: number;
  readonly highest: number;
}

/** Debits are credits, balances are what their entries add up to, invoices are what was allocated to them. */
export async function checkLedger(databases: HouseDatabases): Promise<Finding[]> {
  const findings: Finding[] = [];
  const uneven = await databases.query<{ id: string; sum: string }>(
    'billing',
    `select transaction_id as id, sum(amount)::text as sum from ledger_entry
     group by transaction_id, currency having sum(amount) <> 0`,
  );
  for (const { id, sum } of uneven) findings.push(drift(`ledger transaction ${id} is off by ${sum}`));
  const accounts = await databases.query<Account>(
    'billing',
    `select a.id, a.balance::text, coalesce(sum(e.amount), 0)::text as booked
     from billing_account a left join ledger_entry e on e.account_id = a.id
     group by a.id having a.balance <> coalesce(sum(e.amount), 0)`,
  );
  for (const { id, balance, booked } of accounts)
    findings.push(drift(`account ${id} has the balance ${balance}, its entries add up to ${booked}`));
  const allocated = await databases.query<{ id: string }>(
    'billing',
    `select i.id from invoice i where i.allocated_amount <>
       (select coalesce(sum(amount), 0) from allocation where invoice_id = i.id)
     union all select p.id from payment p where p.allocated_amount <>
       (select coalesce(sum(amount), 0) from allocation where payment_id = p.id)`,
  );
  for (const { id } of allocated) findings.push(drift(`${id}: what is allocated is not its allocations`));
  return [...findings, ...(await checkNumbers(databases)), ...(await checkCharges(databases))];
}

/** Legal numbers run from 1 without a gap. */
async function checkNumbers(databases: HouseDatabases): Promise<Finding[]> {
  const series = await databases.query<Series>(
    'billing',
    `select n.kind, n.last, count(i.id)::int as found, coalesce(max(i.sequence), 0) as highest
     from invoice_number n left join invoice i using (legal_entity_id, kind, fiscal_year, series)
     group by n.legal_entity_id, n.kind, n.fiscal_year, n.series, n.last`,
  );
  return series
    .filter(({ last, found, highest }) => last !== found || last !== highest)
    .map((one) => lost(`invoice numbers have a gap: ${JSON.stringify(one)}`));
}

/** What the provider has taken is what was booked as paid. */
async function checkCharges(databases: HouseDatabases): Promise<Finding[]> {
  const unlike = await databases.query<{ id: string; taken: string; booked: string }>(
    'billing',
    `select coalesce(c.idempotency_key, p.id::text) as id, coalesce(c.amount, 0)::text as taken,
       coalesce(p.amount, 0)::text as booked
     from (select * from sandbox_charge where status in ('SUCCEEDED', 'PENDING')) c
     full join (select * from payment where status = 'SUCCEEDED') p on p.id::text = c.idempotency_key
     where coalesce(c.amount, 0) <> coalesce(p.amount, 0)`,
  );
  return unlike.map(({ id, taken, booked }) => drift(`payment ${id}: ${taken} taken, ${booked} booked`));
}
