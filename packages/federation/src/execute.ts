import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Variables } from './check-variables.ts';
import type { Answer } from './compile-merge.ts';
import { PlanRun } from './plan-run.ts';
import type { PreparedOperation } from './prepared-operation.ts';
import type { Sources } from './source.ts';

export interface ExecuteOptions {
  sources: Sources;
  /** As the client sent them; checked here. */
  variables?: Variables | null;
  /** Handed to every source as it is. */
  context?: unknown;
  /** Ends the waiting: what is not there by then is a hole with a code, and the answer is given at once. */
  signal?: AbortSignal;
  /** Data that is there before anything is fetched; it is written into. */
  rootValue?: Answer;
  /** Puts the subgraph's name into `extensions.service` of errors. Default false. */
  nameServices?: boolean;
}

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
  if (prepared.steps) await run.runStep(prepared.steps);
  return finishRun(run);
}

/** Shapes what a run has fetched. */
export function finishRun(run: PlanRun): ExecutionResult {
  const data = run.prepared.shaping.shape(run.tree, run.values, run.book);
  const errors: readonly GraphQLError[] = run.book.finish();
  run.close();
  return errors.length > 0 ? { data, errors } : { data };
}
