import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@lastmile/database/testing';
import { domains as everyDomain } from '@lastmile/standalone/domains';
import { checkLedger } from './check-ledger.ts';
import { checkLogs, isSettled } from './check-logs.ts';
import { type Domain, domains, HouseDatabases } from './house-databases.ts';

let made: Map<Domain, TestDatabase>;
let databases: HouseDatabases;
beforeEach(async () => {
  made = new Map();
  for (const domain of domains) made.set(domain, await createTestDatabase(domain));
  databases = await HouseDatabases.at((domain) => made.get(domain)?.url ?? '');
});
afterEach(async () => {
  await databases.close();
  for (const database of made.values()) await database.drop();
});

it('looks into every domain', () => {
  expect([...domains].sort()).toEqual(everyDomain.map(({ name }) => name).sort());
});

const topic = 'lastmile.billing.account';

/** A log with so many events in one stream, as the sequencer leaves it. */
async function writeLog(events: number): Promise<void> {
  await databases.query('billing', 'update messaging.log_head set position = $1', [events]);
  await databases.query('billing', `insert into messaging.stream_heads values ($1, 'a', $2)`, [
    topic,
    events,
  ]);
  await databases.query(
    'billing',
    `insert into messaging.event_log (position, epoch, topic, key, sequence, type, recordedat, bulk, envelope)
     select n, 1, $1, 'a', n, 'billing.account.opened', now(), false, json_build_object('id', n::text)
     from generate_series(1, $2::int) n`,
    [topic, events],
  );
}

/** A consumer that has read the log, and has applied its stream up to a sequence. */
async function writeInbox(sequence: number): Promise<void> {
  await databases.query(
    'customer',
    `insert into messaging.handler_starts (handler, source, started_at) values ('h', 'billing', '2020-01-01')`,
  );
  await databases.query(
    'customer',
    `insert into messaging.inbox (handler, topic, key, sequence) values ('h', $1, 'a', $2)`,
    [topic, sequence],
  );
}

const whats = async () => (await checkLogs(databases)).map(({ kind, what }) => `${kind} ${what}`);

describe('the look into the logs', () => {
  it('finds nothing wrong with logs that are whole and heard', async () => {
    await writeLog(3);
    await writeInbox(3);
    expect(await whats()).toEqual([]);
    expect(await isSettled(databases)).toBe(true);
  });

  it('finds an event that is gone', async () => {
    await writeLog(3);
    await databases.query('billing', 'delete from messaging.event_log where position = 2');
    expect(await whats()).toEqual([
      'lost billing: positions in the log: 2 instead of 3',
      `lost billing: stream ${topic} a, events: 2 instead of 3`,
    ]);
  });

  it('finds an event that nobody gave a position, and does not call that settled', async () => {
    await databases.query(
      'billing',
      `insert into messaging.pending_events (topic, key, sequence, type, envelope) values ($1, 'a', 1, 't', '{}')`,
      [topic],
    );
    expect(await whats()).toEqual(['lost billing: 1 events have no position']);
    expect(await isSettled(databases)).toBe(false);
  });

  it('finds a consumer that has missed an event, and one that parked it', async () => {
    await writeLog(3);
    await writeInbox(2);
    await databases.query(
      'customer',
      `insert into messaging.parked_events (handler, topic, key, sequence, epoch, reason, envelope)
       values ('h', $1, 'a', 3, 1, 'because', '{}')`,
      [topic],
    );
    expect(await whats()).toEqual([
      'other customer: h parked an event: because',
      `lost customer: h at ${topic} a: 2 instead of 3`,
    ]);
  });

  it('waits for a consumer that is behind', async () => {
    await writeLog(3);
    await databases.query('customer', `insert into messaging.consumer_positions values ('billing', 2)`);
    expect(await isSettled(databases)).toBe(false);
  });
});

describe('the look into the ledger', () => {
  it('finds money that the provider took and nobody booked, and a legal number without its invoice', async () => {
    expect(await checkLedger(databases)).toEqual([]);
    await databases.query(
      'billing',
      `insert into sandbox_charge (idempotency_key, reference, method, amount, currency, status, accepted_at)
       values ('p', 'r', 'sandbox-ok', 12.5, 'EUR', 'SUCCEEDED', now())`,
    );
    await databases.query(
      'billing',
      `insert into invoice_number (legal_entity_id, kind, fiscal_year, series, last)
       values (gen_random_uuid(), 'INVOICE', 2026, '', 1)`,
    );
    expect(await checkLedger(databases)).toMatchObject([
      { kind: 'lost', what: expect.stringContaining('invoice numbers have a gap') },
      { kind: 'drift', what: 'payment p: 12.500000 taken, 0 booked' },
    ]);
  });
});
