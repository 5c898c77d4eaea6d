import type { PlanStep } from '../plan/prepared-operation.ts';
import type { PlanRun } from './plan-run.ts';
import { runFetch } from './run-fetch.ts';

/** Runs a step and what is below it. Undefined when there was nothing to fetch, which takes no turn of the event loop. */
export function runStep(run: PlanRun, step: PlanStep): Promise<void> | undefined {
  switch (step.kind) {
    case 'Fetch':
      return runFetch(run, step);
    case 'Sequence':
      return runSequence(run, step.steps, 0);
    case 'Parallel':
      return runParallel(run, step.steps);
    case 'Condition': {
      const isTrue = run.prepared.variables.isTrue(step.variable, run.values);
      const branch = isTrue ? step.whenTrue : step.whenFalse;
      return branch && runStep(run, branch);
    }
  }
}

function runSequence(run: PlanRun, steps: readonly PlanStep[], from: number): Promise<void> | undefined {
  for (let at = from; at < steps.length; at++) {
    const step = steps[at];
    const pending = step && runStep(run, step);
    if (pending) return pending.then(() => runSequence(run, steps, at + 1));
  }
  return undefined;
}

function runParallel(run: PlanRun, steps: readonly PlanStep[]): Promise<void> | undefined {
  const pending: Promise<void>[] = [];
  for (const step of steps) {
    const one = runStep(run, step);
    if (one) pending.push(one);
  }
  return pending.length > 1 ? Promise.all(pending).then(() => undefined) : pending[0];
}
