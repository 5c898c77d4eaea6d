import type { PrismaClient } from '@lastmile/database/generated/monitoring/client';
import type { Context, DomainTypes, Work } from '@lastmile/subgraph/context';
import type { Gauge } from '@lastmile/telemetry/metrics';
import type { MonitoringSettings } from './config.ts';
import type { ProbeRunner } from './probe/probe-runner.ts';

export interface MonitoringServices {
  /** Asks nodes over the network; what is in flight belongs to this process. */
  readonly probing: ProbeRunner;
  /** `lastmile_outages_open`, by severity. */
  readonly outagesOpen: Gauge<'severity'>;
}

export interface Monitoring extends DomainTypes {
  client: PrismaClient;
  settings: MonitoringSettings;
  services: MonitoringServices;
}

export type MonitoringContext = Context<Monitoring>;
export type MonitoringWork = Work<Monitoring>;
