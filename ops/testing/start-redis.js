import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../src/redis/start-redis.ts';

/** One Redis for the tests of the `redis` project; its address is in LASTMILE_TEST_REDIS. Tests stay apart by prefixes. */
export default async function start() {
  if (process.env.LASTMILE_TEST_REDIS) return;
  const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-redis-'));
  const redis = await startRedis({ dataDir });
  process.env.LASTMILE_TEST_REDIS = `redis://127.0.0.1:${redis.port}`;
  globalThis.lastmileTestRedis = { redis, dataDir };
}
