import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@lastmile/kernel/settings';
import type { Monitoring } from '@lastmile/monitoring/monitoring';
import { changeProbe } from '@lastmile/monitoring/probe/set-probe';
import type { Log } from '@lastmile/telemetry/log';
import { noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import pg from 'pg';
import type { DemoClock } from '../demo-clock.ts';
import { domains } from '../domains.ts';
import { installationSecrets } from '../secrets.ts';
import { type House, startHouse } from '../start-house.ts';
import type { AnsweringNetwork } from './answering-network.ts';
import { demoId } from './dice.ts';
import { loadDemo } from './load-demo.ts';

export interface PrepareDemoOptions {
  readonly dataDir: string;
  readonly databaseUrl: (domain: string) => string;
  readonly migrate: () => Promise<unknown>;
  readonly clock: DemoClock;
  readonly network: AnsweringNetwork;
  /** Nodes whose port is another than last time. */
  readonly moved: readonly string[];
  readonly env: Environment;
  readonly log: Log;
  readonly progress: (step: string) => void;
}

/** Domains that have a past; notification begins today, so that a year of history sends no letters. */
const withPast = ['auth', 'customer', 'billing', 'monitoring'];

/**
 * Loads the demo provider at the first start. A load that was broken off is begun again from nothing; afterwards only
 * the addresses of the demo's network are brought up to date.
 */
export async function prepareDemo(options: PrepareDemoOptions): Promise<void> {
  const loading = join(options.dataDir, 'demo-loading');
  const loaded = join(options.dataDir, 'demo-loaded');
  if (existsSync(loaded)) {
    await options.migrate();
    if (options.moved.length > 0) await inHouse(options, (house) => moveProbes(options, house));
    return;
  }
  if (existsSync(loading)) await dropDatabases(options.databaseUrl);
  await options.migrate();
  writeFileSync(loading, '');
  options.progress('Loading the demo provider (once, under a minute)');
  const { clock, network } = options;
  const progress = (step: string) => options.progress(`  ${step}`);
  await inHouse(options, (house) =>
    loadDemo({ house, clock, portOf: ({ name }) => network.portOf(name), progress }),
  );
  writeFileSync(loaded, '');
  rmSync(loading);
}

async function inHouse(options: PrepareDemoOptions, work: (house: House) => Promise<void>): Promise<void> {
  const house = startHouse({
    env: { ...installationSecrets(options.dataDir), ...options.env },
    databaseUrl: options.databaseUrl,
    ...{ clock: options.clock, log: options.log, metrics: noMetrics, tracer: noTracer },
    only: withPast,
    jobsRun: false,
  });
  try {
    await house.started();
    await work(house);
  } finally {
    await house.stop();
  }
}

async function moveProbes({ network, moved }: PrepareDemoOptions, house: House): Promise<void> {
  const context = house.domain<Monitoring>('monitoring').context();
  for (const name of moved) {
    await changeProbe(context, { probeId: demoId('probe', name), port: network.portOf(name) });
  }
}

async function dropDatabases(databaseUrl: (domain: string) => string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl('x').replace(/lastmile_x/, 'postgres') });
  await client.connect();
  try {
    for (const { name } of domains)
      await client.query(`drop database if exists lastmile_${name} with (force)`);
  } finally {
    await client.end();
  }
}
