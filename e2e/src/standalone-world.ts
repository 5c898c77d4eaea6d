import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@lastmile/database/testing';
import { dateInZone } from '@lastmile/kernel/calendar';
import { ManualClock } from '@lastmile/kernel/clock';
import { domains } from '@lastmile/standalone/domains';
import { type Standalone, startStandalone } from '@lastmile/standalone/start-standalone';
import { silentLog } from '@lastmile/telemetry/log';
import { startEquipment } from './story/equipment.ts';
import type { World } from './story/world.ts';

export const admin = { email: 'admin@lastmile.example', password: 'a long password for the administrator' };

export interface StandaloneWorld extends World {
  readonly clock: ManualClock;
  readonly standalone: Standalone;
  stop(): Promise<void>;
}

/** The house in this process, on databases of its own, on a clock that the test moves. */
export async function startStandaloneWorld(env: Record<string, string> = {}): Promise<StandaloneWorld> {
  const databases = await Promise.all(
    domains.map(async ({ name }) => [name, await createTestDatabase(name)] as const),
  );
  const urls = new Map(databases.map(([domain, { url }]) => [domain, url]));
  const clock = new ManualClock('2026-11-23T12:00:00Z');
  const equipment = await startEquipment();
  const standalone = await startStandalone({
    dataDir: mkdtempSync(join(tmpdir(), 'lastmile-e2e-')),
    port: 0,
    databaseUrl: (domain) => urls.get(domain) ?? '',
    clock,
    log: silentLog,
    env: {
      AUTH_ADMIN_EMAIL: admin.email,
      AUTH_ADMIN_PASSWORD: admin.password,
      BILLING_ANCHOR_DAY: '1',
      BILLING_AUTORUN: 'false',
      GATEWAY_HOST: '127.0.0.1',
      ...env,
    },
  });
  return {
    ...{ clock, standalone, equipment, admin },
    url: standalone.url,
    mailUrl: `${standalone.url}/mail`,
    today: () => dateInZone(clock.now(), 'Europe/Berlin'),
    tag: Math.random().toString(36).slice(2, 7).padEnd(5, '0'),
    stop: async () => {
      await standalone.stop();
      await equipment.stop();
      await Promise.all(databases.map(([, database]) => database.drop()));
    },
  };
}
