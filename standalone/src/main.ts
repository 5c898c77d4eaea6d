import 'reflect-metadata';
import { join, resolve } from 'node:path';
import { startEmbedded } from '@lastmile/database/embedded';
import { migrateAll } from '@lastmile/database/migrate';
import { createLog } from '@lastmile/telemetry/log';
import { claimDataFolder, claimLogFile } from './claim-folder.ts';
import { assertPortFree } from './claim-port.ts';
import { AnsweringNetwork } from './demo/answering-network.ts';
import { demoAccess } from './demo/load-demo.ts';
import { demoNodes } from './demo/network.ts';
import { prepareDemo } from './demo/prepare-demo.ts';
import { DemoClock } from './demo-clock.ts';
import { printSummary } from './print-summary.ts';
import { startStandalone } from './start-standalone.ts';

const ends: (() => Promise<unknown>)[] = [];
let ending = false;

/** What is still starting when the end comes is waited for, and ended then. */
function endsWith(starting: Promise<{ stop(): Promise<unknown> }>): void {
  ends.push(async () => (await starting.catch(() => undefined))?.stop());
}

async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

/** npm start. Ctrl-C ends it cleanly, twice at once. */
async function main(): Promise<void> {
  const began = performance.now();
  const dataDir = resolve(
    process.env.LASTMILE_DATA ?? join(import.meta.dirname, '../../.lastmile/standalone'),
  );
  const progress = (step: string) => console.log(`  ${step} …`);
  const host = process.env.GATEWAY_HOST ?? '127.0.0.1';
  const port = await assertPortFree(host, process.env.GATEWAY_PORT, 4000);
  claimDataFolder(dataDir);
  const logFile = process.env.LASTMILE_LOG ?? join(dataDir, 'standalone.log');
  claimLogFile(logFile);
  const log = createLog({ service: 'standalone', destination: logFile });
  endOnSignals();
  console.log('Lastmile');

  progress('Starting PostgreSQL');
  const startingPostgres = startEmbedded({
    dataDir: join(dataDir, 'postgres'),
    log: (message) => log.info(message),
  });
  endsWith(startingPostgres);
  const postgres = await startingPostgres;
  const databaseUrl = (domain: string) => postgres.url(`lastmile_${domain}`);
  const clock = new DemoClock();
  const network = new AnsweringNetwork(join(dataDir, 'demo-network.json'));
  ends.push(() => network.stop());
  const withDemo = process.env.LASTMILE_DEMO !== 'false';
  const migrate = () => migrateAll({ urlFor: databaseUrl, log: (message) => log.info(message) });
  if (withDemo) {
    const moved = await network.start(demoNodes().map(({ name }) => name));
    await prepareDemo({
      dataDir,
      databaseUrl,
      migrate,
      clock,
      network,
      moved,
      log,
      progress,
      env: process.env,
    });
  } else await migrate();

  progress('Starting the domains');
  const startingStandalone = startStandalone({
    ...{ dataDir, port, databaseUrl, clock, log },
    env: process.env,
    routes: [network.route],
  });
  endsWith(startingStandalone);
  const standalone = await startingStandalone;
  const seconds = (performance.now() - began) / 1_000;
  printSummary({
    url: standalone.url,
    dataDir,
    demo: withDemo ? demoAccess(standalone.url) : undefined,
    seconds,
  });
}

function endOnSignals(): void {
  const end = () => {
    if (ending) process.exit(130);
    ending = true;
    console.log('\nEnding (again for at once) …');
    endAll().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

main().catch(async (error) => {
  // What was going on fails when its database ends; the end itself goes on.
  if (ending) return;
  console.error(`\n${error instanceof Error ? error.message : error}`);
  if (process.env.LASTMILE_DEBUG) console.error(error);
  await endAll().catch(() => {});
  process.exit(1);
});
