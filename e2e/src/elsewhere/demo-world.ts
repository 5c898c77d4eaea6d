import { join } from 'node:path';
import { startEmbedded } from '@lastmile/database/embedded';
import { migrateAll } from '@lastmile/database/migrate';
import { dateInZone } from '@lastmile/kernel/calendar';
import { AnsweringNetwork } from '@lastmile/standalone/demo/answering-network';
import { demoAccess } from '@lastmile/standalone/demo/load-demo';
import { demoNodes } from '@lastmile/standalone/demo/network';
import { prepareDemo } from '@lastmile/standalone/demo/prepare-demo';
import { DemoClock } from '@lastmile/standalone/demo-clock';
import { startStandalone } from '@lastmile/standalone/start-standalone';
import { silentLog } from '@lastmile/telemetry/log';
import { startEquipment } from '../story/equipment.ts';
import type { ElsewhereWorld } from './play-elsewhere.ts';

type DemoWorld = Omit<ElsewhereWorld, 'supergraphSdl'> & { stop(): Promise<void> };

/** What `npm start` runs, the demo provider in it, in this process and a folder of its own. */
export async function startDemoWorld(dataDir: string): Promise<DemoWorld> {
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const postgres = await startEmbedded({
      dataDir: join(dataDir, 'postgres'),
      durable: false,
      log: () => {},
    });
    ends.push(() => postgres.stop());
    const databaseUrl = (domain: string) => postgres.url(`lastmile_${domain}`);
    const clock = new DemoClock();
    const network = new AnsweringNetwork(join(dataDir, 'demo-network.json'));
    ends.push(() => network.stop());
    const moved = await network.start(demoNodes().map(({ name }) => name));
    const migrate = () => migrateAll({ urlFor: databaseUrl, log: () => {} });
    const progress = (step: string) => console.log(`  ${step} …`);
    await prepareDemo({
      ...{ dataDir, databaseUrl, migrate, clock, network, moved, progress, log: silentLog, env: {} },
    });
    const equipment = await startEquipment();
    ends.push(() => equipment.stop());
    const standalone = await startStandalone({
      ...{ dataDir, port: 0, databaseUrl, clock, log: silentLog, env },
    });
    ends.push(() => standalone.stop());
    return { ...worldOf(standalone, clock), equipment, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const env = {
  ...{ GATEWAY_HOST: '127.0.0.1', BILLING_ANCHOR_DAY: '1', BILLING_AUTORUN: 'false' },
  // Everybody comes from one address.
  ...{ GATEWAY_RATE_ADDRESS: '0', GATEWAY_RATE_USER: '0', GATEWAY_RATE_SENSITIVE: '0' },
};

function worldOf(standalone: Awaited<ReturnType<typeof startStandalone>>, clock: DemoClock) {
  const { accounts } = demoAccess(standalone.url);
  const account = (role: string) => {
    const found = accounts.find((one) => one.role === role);
    if (!found) throw new Error(`The demo provider has no ${role}`);
    return { email: found.email, password: found.password };
  };
  return {
    standalone,
    url: standalone.url.replace('localhost', '127.0.0.1'),
    mailUrl: `${standalone.url}/mail`,
    admin: account('admin'),
    readers: [account('customer'), account('operator'), account('tech')],
    today: () => dateInZone(clock.now(), 'Europe/Berlin'),
    tag: Math.random().toString(36).slice(2, 7).padEnd(5, '0'),
  };
}
