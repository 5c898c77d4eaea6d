import 'reflect-metadata';
import { resolve } from 'node:path';
import { createLog } from '@lastmile/telemetry/log';
import { loadDemo } from './demo/load-demo.ts';
import { printSummary } from './print-summary.ts';
import { startStandalone } from './start-standalone.ts';

/** npm start. Ctrl-C ends it cleanly, twice at once. */
async function main(): Promise<void> {
  const began = performance.now();
  const dataDir = resolve(process.env.LASTMILE_DATA ?? `${import.meta.dirname}/../../.lastmile/standalone`);
  const log = createLog({
    service: 'standalone',
    level: 'info',
    destination: process.env.LASTMILE_LOG ?? `${dataDir}/standalone.log`,
  });
  const progress = (step: string) => console.log(`  ${step} …`);
  console.log('Lastmile');
  const standalone = await startStandalone({
    dataDir,
    port: Number(process.env.GATEWAY_PORT ?? 4000),
    env: process.env,
    log,
    progress,
  });
  endOnSignals(() => standalone.stop());
  const demo =
    process.env.LASTMILE_DEMO === 'false' ? undefined : await loadDemo(standalone, { dataDir, progress });
  printSummary({
    url: standalone.url,
    dataDir,
    demo,
    mail: standalone.mail !== undefined,
    seconds: (performance.now() - began) / 1_000,
  });
}

function endOnSignals(stop: () => Promise<void>): void {
  let ending = false;
  const end = () => {
    if (ending) process.exit(130);
    ending = true;
    console.log('\nEnding (again for at once) …');
    stop().then(
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

main().catch((error) => {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  if (process.env.LASTMILE_DEBUG) console.error(error);
  process.exit(1);
});
