import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { dateInZone } from '@lastmile/kernel/calendar';
import { startDistributed } from '@lastmile/ops/distributed/start-distributed';
import { writeSecrets } from '@lastmile/ops/distributed/write-secrets';
import { silentLog } from '@lastmile/telemetry/log';
import { startEquipment } from './story/equipment.ts';
import type { World } from './story/world.ts';

/** The house as docker-compose.yml has it, two processes of each of ours, on real Kafka. */
export async function startDistributedWorld(replicas = 2): Promise<World & { stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-distributed-'));
  const envFile = join(dataDir, '.env');
  await writeSecrets(envFile);
  const secrets = parseEnv(await readFile(envFile, 'utf8'));
  const running = await startDistributed({
    ...{ dataDir, envFile, replicas, log: silentLog, port: 0 },
    environment: {
      ...{ BILLING_ANCHOR_DAY: '1', BILLING_AUTORUN: 'false' },
      // Twelve processes share what may be two cores.
      GATEWAY_QUERY_MS: '15000',
      // Everybody of the story comes from one address.
      ...{ GATEWAY_RATE_ADDRESS: '0', GATEWAY_RATE_USER: '0', GATEWAY_RATE_SENSITIVE: '0' },
    },
  });
  const equipment = await startEquipment();
  if (!running.mailUrl) throw new Error('The compose file has no mail sink');
  return {
    url: running.url,
    mailUrl: running.mailUrl,
    equipment,
    admin: { email: secrets.AUTH_ADMIN_EMAIL ?? '', password: secrets.AUTH_ADMIN_PASSWORD ?? '' },
    today: () => dateInZone(new Date(), 'Europe/Berlin'),
    tag: Math.random().toString(36).slice(2, 7).padEnd(5, '0'),
    stop: async () => {
      await running.stop();
      await equipment.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
