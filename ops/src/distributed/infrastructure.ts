import { join } from 'node:path';
import { startEmbedded } from '@lastmile/database/embedded';
import pg from 'pg';
import { startKafka } from '../kafka/start-kafka.ts';
import { findRedis } from '../redis/find-redis.ts';
import { startRedis } from '../redis/start-redis.ts';
import type { ForeignService } from './read-compose.ts';
import type { Server, Site } from './server.ts';
import { startMailSink } from './start-mail-sink.ts';
import { startProxy } from './start-proxy.ts';

/** What this machine has in place of the file's images, by the names of the services. All others are not started. */
export const infrastructure: Readonly<
  Record<string, (service: ForeignService, site: Site) => Promise<Server>>
> = {
  postgres: startPostgres,
  kafka: startBroker,
  mailpit: startMailSink,
  redis: startCounters,
  proxy: startProxy,
};

/** Services that ours can do without, and that not every machine can start: settings that name them are left out. */
export const optional: ReadonlyMap<string, () => boolean> = new Map([['redis', () => findRedis().available]]);

async function startPostgres({ environment }: ForeignService, { dataDir, log }: Site): Promise<Server> {
  const server = await startEmbedded({ dataDir: join(dataDir, 'postgres'), log: (text) => log.info(text) });
  await giveUser(server.url('postgres'), environment.POSTGRES_USER, environment.POSTGRES_PASSWORD);
  return { addresses: new Map([[5432, `127.0.0.1:${server.port}`]]), stop: () => server.stop() };
}

/** The user that the image would make of its settings. */
async function giveUser(url: string, user = 'postgres', password = ''): Promise<void> {
  if (new URL(url).username === user) {
    throw new Error(
      `POSTGRES_USER: ${user} is the embedded server's own user; name another one in the file.`,
    );
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const name = client.escapeIdentifier(user);
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [user]);
    if (rowCount === 0) await client.query(`create role ${name}`);
    await client.query(`alter role ${name} login superuser password ${client.escapeLiteral(password)}`);
  } finally {
    await client.end();
  }
}

async function startCounters(_: ForeignService, { dataDir }: Site): Promise<Server> {
  const redis = await startRedis({ dataDir: join(dataDir, 'redis') });
  return { addresses: new Map([[6379, `127.0.0.1:${redis.port}`]]), stop: () => redis.stop() };
}

async function startBroker(_: ForeignService, { kafka, dataDir, log }: Site): Promise<Server> {
  if (kafka) return { addresses: new Map([[9092, kafka]]), stop: async () => {} };
  const running = await startKafka({ brokers: 1, dataDir: join(dataDir, 'kafka'), log });
  return { addresses: new Map([[9092, running.bootstrap.join(',')]]), stop: () => running.stop() };
}
