import type { MonitoringWork } from '../monitoring.ts';

/** The two halves of the advisory lock's key: ours, and the network. */
const key = '7406, 1';

/**
 * Holds the shape of the network, and what is open in it, until the transaction ends: taken first of all by whatever
 * moves nodes or opens and ends outages, so that two moves cannot make a cycle together and no judgement sees half of
 * another.
 */
export async function lockTopology(work: MonitoringWork): Promise<void> {
  await work.query(`select pg_advisory_xact_lock(${key})`);
}

/**
 * For attaching and detaching lines: many at once, none while an outage opens, so that each line is either seen by the
 * outage or sees it.
 */
export async function shareTopology(work: MonitoringWork): Promise<void> {
  await work.query(`select pg_advisory_xact_lock_shared(${key})`);
}
