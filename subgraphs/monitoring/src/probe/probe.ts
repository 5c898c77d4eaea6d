/** What is known of a node, or of one of its probes. */
export type Verdict = 'UNKNOWN' | 'UP' | 'DOWN';

export interface ProbeState {
  readonly verdict: Verdict;
  /** Answers of the same kind in a row; one of the two is 0. */
  readonly failures: number;
  readonly successes: number;
  /** When that row began. */
  readonly streakSince: Date | null;
}

export interface ProbeRule {
  readonly failuresToConfirm: number;
  readonly successesToClear: number;
}

/** The state of a probe after one more answer at `at`. */
export function afterAnswer(
  state: ProbeState,
  rule: ProbeRule,
  answer: { ok: boolean; at: Date },
): ProbeState {
  const goesOn = answer.ok ? state.successes > 0 : state.failures > 0;
  const streakSince = goesOn && state.streakSince ? state.streakSince : answer.at;
  const failures = answer.ok ? 0 : state.failures + 1;
  const successes = answer.ok ? state.successes + 1 : 0;
  return { verdict: verdictOf(state.verdict, rule, failures, successes), failures, successes, streakSince };
}

/** A first answer is believed at once when it is good; a bad one, or the end of an outage, has to be confirmed. */
function verdictOf(before: Verdict, rule: ProbeRule, failures: number, successes: number): Verdict {
  if (failures > 0) return failures >= rule.failuresToConfirm ? 'DOWN' : before;
  return before === 'DOWN' && successes < rule.successesToClear ? 'DOWN' : 'UP';
}

/**
 * Good answers in a row that end an outage. From the third outage of a node within the flap window on, twice as many
 * for each, up to 16 times: a flapping node has one long outage instead of many short ones.
 */
export function successesNeeded(successesToClear: number, recentOutages: number): number {
  return successesToClear * 2 ** Math.min(4, Math.max(0, recentOutages - 2));
}

/** Whether others have to hear of the step from one state to the next: a verdict, or the beginning or end of a doubt. */
export function isTelling(before: ProbeState, after: ProbeState, rule: ProbeRule): boolean {
  return (
    before.verdict !== after.verdict ||
    before.failures > 0 !== after.failures > 0 ||
    (before.failures < rule.failuresToConfirm && after.failures >= rule.failuresToConfirm)
  );
}

export interface NodeFinding {
  /** Null where the probes do not say: the node keeps its status. */
  readonly status: Verdict | null;
  readonly since: Date | null;
  /** Every probe has failed as often as it takes, since it last was asked afresh. */
  readonly confirmed: boolean;
  /** Every probe is failing, though not all for long enough. */
  readonly suspect: boolean;
}

/**
 * What a node's enabled probes say together. A node is up as long as one of them answers, since that is proof; it is
 * down when all are. Without probes nothing is known.
 */
export function findingOf(probes: readonly (ProbeState & ProbeRule)[]): NodeFinding {
  if (probes.length === 0) return { status: 'UNKNOWN', since: null, confirmed: false, suspect: false };
  const failing = probes.every(({ failures, verdict }) => failures > 0 || verdict === 'DOWN');
  const up = probes.filter(({ verdict }) => verdict === 'UP');
  if (up.length > 0) return { status: 'UP', since: edge(up, Math.min), confirmed: false, suspect: failing };
  if (probes.every(({ verdict }) => verdict === 'DOWN')) {
    const confirmed = probes.every(({ failures, failuresToConfirm }) => failures >= failuresToConfirm);
    return { status: 'DOWN', since: edge(probes, Math.max), confirmed, suspect: !confirmed };
  }
  return { status: null, since: null, confirmed: false, suspect: failing };
}

function edge(probes: readonly ProbeState[], pick: (...times: number[]) => number): Date | null {
  const times = probes.flatMap(({ streakSince }) => (streakSince ? [streakSince.getTime()] : []));
  return times.length > 0 ? new Date(pick(...times)) : null;
}
