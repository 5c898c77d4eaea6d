import type { MonitoringContext } from '../monitoring.ts';
import { severities } from './outage.ts';

/** Brings the gauge of open outages up to date. */
export async function countOutages(context: MonitoringContext): Promise<boolean> {
  const rows = await context.database.query<{ severity: string; count: number }>(
    `select severity, count(*)::int as count from outage where status = 'OPEN' group by severity`,
  );
  for (const severity of severities) {
    const count = rows.find((row) => row.severity === severity)?.count ?? 0;
    context.services.outagesOpen.set({ severity }, count);
  }
  return false;
}
