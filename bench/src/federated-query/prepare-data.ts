import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Embedded, startEmbedded } from '@lastmile/database/embedded';
import { migrateAll } from '@lastmile/database/migrate';
import { dateInZone } from '@lastmile/kernel/calendar';
import { AnsweringNetwork } from '@lastmile/standalone/demo/answering-network';
import { demoAccess } from '@lastmile/standalone/demo/load-demo';
import { demoNodes } from '@lastmile/standalone/demo/network';
import { demoPeople } from '@lastmile/standalone/demo/people';
import { prepareDemo } from '@lastmile/standalone/demo/prepare-demo';
import { DemoClock } from '@lastmile/standalone/demo-clock';
import { domains } from '@lastmile/standalone/domains';
import { installationSecrets } from '@lastmile/standalone/secrets';
import { createLog } from '@lastmile/telemetry/log';
import { folderOf, root } from '../process/folders.ts';
import type { Place } from './place.ts';

export interface DemoData {
  readonly postgres: Embedded;
  readonly place: Omit<Place, 'rowsRemembered'>;
  /** All customers of the demo provider. */
  readonly customerIds: readonly string[];
  readonly staff: { readonly email: string; readonly password: string };
}

/** The demo provider in a PostgreSQL of the benches' own, loaded once. */
export async function prepareData(): Promise<DemoData> {
  const dataDir = folderOf('demo');
  const log = createLog({ service: 'bench', destination: join(dataDir, 'bench.log') });
  const postgres = await startEmbedded({
    dataDir: join(dataDir, 'postgres'),
    log: (message) => log.info(message),
  });
  try {
    const databaseUrl = (domain: string) => postgres.url(`lastmile_${domain}`);
    const secrets = installationSecrets(dataDir);
    await load(dataDir, databaseUrl, log).catch((error) => loadAgain(error, dataDir, databaseUrl, log));
    const operator = demoAccess('http://localhost').accounts.find(({ role }) => role === 'operator');
    if (!operator) throw new Error('The demo provider has no operator');
    return {
      postgres,
      place: {
        env: environment(secrets),
        databases: Object.fromEntries(domains.map(({ name }) => [name, databaseUrl(name)])),
        logPath: join(dataDir, 'bench.log'),
      },
      customerIds: demoPeople(dateInZone(new Date(), 'Europe/Berlin')).map(({ customerId }) => customerId),
      staff: operator,
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Migrations that were written anew, as happens before a release, make the data of an earlier run worthless. */
async function loadAgain(error: { code?: unknown }, ...options: Parameters<typeof load>): Promise<void> {
  if (error.code !== 'MIGRATION_EDITED') throw error;
  const [dataDir] = options;
  rmSync(join(dataDir, 'demo-loaded'), { force: true });
  writeFileSync(join(dataDir, 'demo-loading'), '');
  await load(...options);
}

async function load(
  dataDir: string,
  databaseUrl: (domain: string) => string,
  log: ReturnType<typeof createLog>,
): Promise<void> {
  const network = new AnsweringNetwork(join(dataDir, 'demo-network.json'));
  const progress = (step: string) => {
    if (!existsSync(join(dataDir, 'demo-loaded'))) console.log(`  ${step} …`);
  };
  try {
    await network.start(demoNodes().map(({ name }) => name));
    await prepareDemo({
      ...{ dataDir, databaseUrl, network, log, progress, clock: new DemoClock() },
      // Nobody probes here: where the demo's network answers does not matter.
      moved: [],
      env: {},
      migrate: () => migrateAll({ urlFor: databaseUrl, log: (message) => log.info(message) }),
    });
  } finally {
    await network.stop();
  }
}

function environment(secrets: Record<string, string>): Place['env'] {
  return {
    ...secrets,
    GATEWAY_PORT: '0',
    GATEWAY_SUPERGRAPH: process.env.GATEWAY_SUPERGRAPH ?? join(root, 'schema/supergraph.graphql'),
    // A token outlives a run.
    AUTH_ACCESS_TOKEN_SECONDS: '3600',
    NOTIFICATION_SMTP_URL: 'smtp://127.0.0.1:9',
  };
}
