import type { Clock } from '@lastmile/kernel/clock';
import type { Environment } from '@lastmile/kernel/settings';
import type { Carrier } from '@lastmile/messaging/carrier';
import type { Log } from '@lastmile/telemetry/log';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { Tracer } from '@lastmile/telemetry/trace';
import type { Supergraph } from '../supergraph.ts';

/** What a runtime gives a domain. */
export interface Platform {
  readonly env: Environment;
  readonly databaseUrl: string;
  readonly poolSizeMax?: number;
  readonly carrier: Carrier;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** The one endpoint, where this domain may ask it. */
  readonly supergraph?: Supergraph;
  /** False: jobs run only when `runJob` is called (tests). */
  readonly jobsRun?: boolean;
  /** How often what a wake-up should have told is looked for all the same, in milliseconds. */
  readonly pollMs?: number;
}
