import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Embedded, startEmbedded } from '@lastmile/database/embedded';
import { applyMigrations } from '@lastmile/database/migrate';
import { createTopics } from '@lastmile/messaging/create-topics';
import { eventCatalogue } from '@lastmile/messaging/events/catalogue';
import { type RunningKafka, startKafka } from '@lastmile/ops/kafka/start-kafka';
import pg from 'pg';
import type { Endings } from '../process/endings.ts';
import { folderOf } from '../process/folders.ts';

/** The two domains that the events run between. */
export type PipelineDomain = 'customer' | 'auth';

export interface Parts {
  readonly postgres: Embedded;
  readonly kafka: RunningKafka;
  readonly urls: Readonly<Record<PipelineDomain, string>>;
}

/** PostgreSQL that knows when each transaction was committed, empty databases, and an empty Kafka with one broker. */
export async function startParts(endings: Endings): Promise<Parts> {
  const folder = folderOf('event-pipeline');
  const postgres = endings.add(await startTimed(join(folder, 'postgres')));
  const urls = { customer: postgres.url('pipeline_customer'), auth: postgres.url('pipeline_auth') };
  await onDatabase(postgres.url('postgres'), async (client) => {
    for (const name of Object.keys(urls))
      await client.query(`drop database if exists pipeline_${name} with (force)`);
  });
  for (const [domain, url] of Object.entries(urls)) await applyMigrations(domain, url);
  const kafka = endings.add(await startEmptyKafka(join(folder, 'kafka')));
  const [broker = ''] = kafka.bootstrap;
  await createTopics({
    ...{ brokers: [broker], clientId: 'bench', definitions: eventCatalogue },
    partitions: 6,
  });
  return { postgres, kafka, urls };
}

async function startTimed(dataDir: string): Promise<Embedded> {
  const start = () => startEmbedded({ dataDir, log: () => {} });
  const postgres = await start();
  const timed = await onDatabase(postgres.url('postgres'), async (client) => {
    const { rows } = await client.query('show track_commit_timestamp');
    if (rows[0]?.track_commit_timestamp !== 'on')
      await client.query('alter system set track_commit_timestamp = on');
    return rows[0]?.track_commit_timestamp === 'on';
  });
  if (timed) return postgres;
  await postgres.stop();
  return start();
}

async function startEmptyKafka(dataDir: string): Promise<RunningKafka> {
  // Ends a broker that an earlier run left behind, before its folder goes.
  if (existsSync(join(dataDir, 'owner.pid'))) await (await startKafka({ brokers: 1, dataDir })).stop();
  rmSync(dataDir, { recursive: true, force: true });
  return startKafka({ brokers: 1, dataDir });
}

export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  for (const server of servers) server.close();
  return ports;
}
