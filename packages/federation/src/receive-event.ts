import type { PlanRun } from './plan-run.ts';
import type { PreparedFetch } from './prepared-operation.ts';
import { receive } from './run-fetch.ts';
import type { SourceResult } from './source.ts';

/** Makes an event's data the tree of a run, as if its fetch had just answered. */
export function receiveEvent(run: PlanRun, primary: PreparedFetch, event: SourceResult): void {
  receive(run, primary, event, [run.tree], undefined);
}
