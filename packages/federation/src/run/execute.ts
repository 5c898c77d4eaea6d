import type { ExecutionResult, GraphQLError } from 'graphql';
import type { PreparedOperation } from '../plan/prepared-operation.ts';
import type { ExecuteOptions } from './execute-options.ts';
import { PlanRun } from './plan-run.ts';
import { runStep } from './run-steps.ts';

/** Runs a query or mutation. Never rejects for what subgraphs do: their failures are errors in the answer. */
export async function executeOperation(
  prepared: PreparedOperation,
  options: ExecuteOptions,
): Promise<ExecutionResult> {
  if (prepared.kind === 'subscription') {
    throw new TypeError('A subscription is run by subscribeOperation, not by executeOperation.');
  }
  const checked = prepared.variables.check(options.variables ?? {});
  if (checked.errors) return { errors: checked.errors };
  const run = new PlanRun(prepared, checked.values, options);
  if (prepared.steps) await runStep(run, prepared.steps);
  return finishRun(run);
}

/** Shapes what a run has fetched. */
export function finishRun(run: PlanRun): ExecutionResult {
  const data = run.prepared.shaping.shape(run.tree, run.values, run.book);
  const errors: readonly GraphQLError[] = run.book.finish();
  run.close();
  return errors.length > 0 ? { data, errors } : { data };
}
