import type { Query } from '@lastmile/database/database';
import { newId } from '@lastmile/kernel/id';
import type { ProbeRule, ProbeState } from './probe.ts';
import type { LeasedProbe } from './probe-runner.ts';

export const probeKinds = ['TCP', 'ICMP', 'SNMP'] as const;

export interface ProbeRow extends ProbeState, ProbeRule {
  readonly id: string;
  readonly nodeId: string;
  readonly kind: (typeof probeKinds)[number];
  readonly host: string;
  readonly port: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly enabled: boolean;
  readonly lastAt: Date | null;
  readonly lastLatencyMs: number | null;
  readonly lastError: string | null;
  readonly regionId: string;
  readonly legalEntityId: string;
}

const stateColumns = `p.verdict, p.failures, p.successes, p.streak_since as "streakSince",
  p.failures_to_confirm as "failuresToConfirm", p.successes_to_clear as "successesToClear"`;

export const probeColumns = `p.id, p.node_id as "nodeId", p.kind, p.host, p.port, p.interval_ms as "intervalMs",
  p.timeout_ms as "timeoutMs", p.enabled, p.last_at as "lastAt", p.last_latency_ms as "lastLatencyMs",
  p.last_error as "lastError", ${stateColumns}, n.region_id as "regionId", n.legal_entity_id as "legalEntityId"`;
export const probeSource = 'probe p join network_node n on n.id = p.node_id';

/** How long a lease outlives the probe's timeout: what recording the answer may take. */
const leaseMarginMs = 10_000;

/**
 * Takes the lease of up to `limit` probes that are due by the real clock and nobody else is asking. Outages since
 * `flapsSince` (business time) are counted for damping.
 */
export function leaseProbes(query: Query, limit: number, flapsSince: Date): Promise<LeasedProbe[]> {
  return query<LeasedProbe>(
    `update probe p set lease_id = $2, lease_until = now() + make_interval(secs => (timeout_ms + ${leaseMarginMs}) / 1000.0)
     where p.id in (
       select d.id from probe d
       where d.enabled and d.next_at <= now() and (d.lease_until is null or d.lease_until < now())
       order by d.next_at limit $1 for update skip locked)
     returning p.id, p.node_id as "nodeId", p.lease_id as "leaseId", p.kind, p.host, p.port, p.timeout_ms as "timeoutMs",
       ${stateColumns},
       (select count(*) from outage o where o.node_id = p.node_id and o.started_at > $3)::int as "recentOutages"`,
    [limit, newId(), flapsSince],
  );
}

export interface RecordedAnswer extends ProbeState {
  readonly id: string;
  readonly leaseId: string;
  readonly at: Date;
  readonly latencyMs: number | null;
  readonly error: string | null;
}

/** Writes answers whose lease still holds, in one statement, and gives the lease back. Gives the ids that were written. */
export async function recordAnswers(query: Query, answers: readonly RecordedAnswer[]): Promise<string[]> {
  const rows = await query<{ id: string }>(
    `update probe p set verdict = r.verdict, failures = r.failures, successes = r.successes,
       streak_since = r."streakSince", last_at = r.at, last_latency_ms = r."latencyMs", last_error = r.error,
       next_at = greatest(p.next_at + make_interval(secs => p.interval_ms / 1000.0), now()),
       lease_id = null, lease_until = null
     from jsonb_to_recordset($1::jsonb) as r(id uuid, "leaseId" uuid, verdict text, failures int, successes int,
       "streakSince" timestamptz, at timestamptz, "latencyMs" int, error text)
     where p.id = r.id and p.lease_id = r."leaseId" returning p.id`,
    [JSON.stringify(answers)],
  );
  return rows.map(({ id }) => id);
}

export async function findProbe(query: Query, id: string): Promise<ProbeRow | null> {
  const rows = await query<ProbeRow>(`select ${probeColumns} from ${probeSource} where p.id = $1`, [id]);
  return rows[0] ?? null;
}

export type NewProbe = Pick<
  ProbeRow,
  | 'id'
  | 'nodeId'
  | 'kind'
  | 'host'
  | 'port'
  | 'intervalMs'
  | 'timeoutMs'
  | 'failuresToConfirm'
  | 'successesToClear'
  | 'enabled'
>;

/** What is there already under the same id stays as it is. */
export async function insertProbes(query: Query, probes: readonly NewProbe[], at: Date): Promise<void> {
  // First questions are spread over an interval, so that an import does not ask everybody at the same moment.
  await query(
    `insert into probe (id, node_id, kind, host, port, interval_ms, timeout_ms, failures_to_confirm,
       successes_to_clear, enabled, next_at, created_at)
     select id, "nodeId", kind, host, port, "intervalMs", "timeoutMs", "failuresToConfirm", "successesToClear", enabled,
       now() + make_interval(secs => case when $3 then random() * "intervalMs" / 1000.0 else 0 end), $2
     from jsonb_to_recordset($1::jsonb) as r(id uuid, "nodeId" uuid, kind text, host text, port int, "intervalMs" int,
       "timeoutMs" int, "failuresToConfirm" int, "successesToClear" int, enabled boolean)
     on conflict (id) do nothing`,
    [JSON.stringify(probes), at, probes.length > 1],
  );
}

/** What was found under the old settings counts no more; an answer that is under way comes too late. */
export async function replaceProbe(query: Query, probe: NewProbe): Promise<void> {
  await query(
    `update probe set host = $2, port = $3, interval_ms = $4, timeout_ms = $5, failures_to_confirm = $6,
       successes_to_clear = $7, enabled = $8, verdict = 'UNKNOWN', failures = 0, successes = 0, streak_since = null,
       next_at = now(), lease_id = null, lease_until = null where id = $1`,
    [
      probe.id,
      probe.host,
      probe.port,
      probe.intervalMs,
      probe.timeoutMs,
      probe.failuresToConfirm,
      probe.successesToClear,
      probe.enabled,
    ],
  );
}

export async function deleteProbe(query: Query, id: string): Promise<void> {
  await query('delete from probe where id = $1', [id]);
}
