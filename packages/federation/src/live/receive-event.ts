import type { PreparedFetch } from '../plan/prepared-operation.ts';
import type { PlanRun } from '../run/plan-run.ts';
import { receive } from '../run/run-fetch.ts';
import type { SourceResult } from '../source/source.ts';

/** Makes an event's data the tree of a run, as if its fetch had just answered. */
export function receiveEvent(run: PlanRun, primary: PreparedFetch, event: SourceResult): void {
  receive(run, primary, event, [run.tree], undefined);
}
