import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import startPostgres from '../../packages/database/testing/start-postgres.js';
import { startKafka } from '../src/kafka/start-kafka.ts';

/**
 * PostgreSQL and one Kafka broker for the tests of the `kafka` project; their address is in LASTMILE_TEST_KAFKA.
 * When that is set already, the broker named there is used. Tests stay apart by names of topics and groups.
 */
export default async function start(globalConfig, projectConfig) {
  await startPostgres(globalConfig, projectConfig);
  if (process.env.LASTMILE_TEST_KAFKA) return;
  const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-kafka-'));
  const kafka = await startKafka({ brokers: 1, dataDir });
  process.env.LASTMILE_TEST_KAFKA = kafka.bootstrap.join(',');
  globalThis.lastmileTestKafka = { kafka, dataDir };
}
