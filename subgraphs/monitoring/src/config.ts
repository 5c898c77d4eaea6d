import { type Environment, readSettings } from '@lastmile/kernel/settings';
import { z } from 'zod';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const schema = z.object({
  MONITORING_PROBE_CONCURRENCY: whole(1, 1_000).default(64),
  MONITORING_MAJOR_LINES: whole(1, 1_000_000).default(20),
  MONITORING_CRITICAL_LINES: whole(1, 10_000_000).default(200),
  MONITORING_IMPACT_CHUNK: whole(1, 10_000).default(500),
  MONITORING_FLAP_WINDOW_MINUTES: whole(1, 10_080).default(60),
});

export interface MonitoringSettings {
  /** Connections of probes at once, per process. */
  readonly probeConcurrency: number;
  /** From how many affected lines an outage is MAJOR, and CRITICAL, unless staff say otherwise. */
  readonly majorLines: number;
  readonly criticalLines: number;
  /** Lines per transaction when an outage's impact is written. */
  readonly impactChunk: number;
  /** Outages of a node within this time make it slower to be called up again; see probe.ts. */
  readonly flapWindowMs: number;
}

/** Throws BadSettings, naming every fault at once. */
export function readMonitoringSettings(env: Environment): MonitoringSettings {
  const given = readSettings(schema, env);
  return {
    probeConcurrency: given.MONITORING_PROBE_CONCURRENCY,
    majorLines: given.MONITORING_MAJOR_LINES,
    criticalLines: given.MONITORING_CRITICAL_LINES,
    impactChunk: given.MONITORING_IMPACT_CHUNK,
    flapWindowMs: given.MONITORING_FLAP_WINDOW_MINUTES * 60_000,
  };
}
