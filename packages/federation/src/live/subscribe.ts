import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Variables } from '../document/check-variables.ts';
import { ErrorCode } from '../ground/error-codes.ts';
import type { PreparedFetch, PreparedOperation } from '../plan/prepared-operation.ts';
import { finishRun } from '../run/execute.ts';
import type { ExecuteOptions } from '../run/execute-options.ts';
import { PlanRun } from '../run/plan-run.ts';
import { pickVariables } from '../run/run-fetch.ts';
import { runStep } from '../run/run-steps.ts';
import { isEventStream, type SourceResult, type Sources } from '../source/source.ts';
import { mapEvents } from './map-events.ts';
import { receiveEvent } from './receive-event.ts';

export interface SubscribeOptions extends Omit<ExecuteOptions, 'rootValue' | 'signal'> {
  /** The context that one event's fetches run with. Default: `context`. A throw ends the stream with it. */
  contextFor?: (event: SourceResult) => unknown;
  /** Ends the subscription. */
  signal?: AbortSignal;
  /** The signal of one event's run, for a deadline. */
  signalFor?: (event: SourceResult) => AbortSignal | undefined;
}

/**
 * Subscribes at the subgraph that owns the field and completes every event with the other subgraphs.
 * A refusal (variables, or the subgraph's errors) is one result without `data`. Ending the generator by
 * `return()`, or the signal, ends the upstream too.
 */
export async function subscribeOperation(
  prepared: PreparedOperation,
  options: SubscribeOptions,
): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  const primary = requirePrimary(prepared);
  const checked = prepared.variables.check(options.variables ?? {});
  if (checked.errors) return { errors: checked.errors };
  const upstream = await openUpstream(primary, checked.values, options);
  if (!isEventStream(upstream)) {
    return { errors: upstreamErrors(prepared, checked.values, upstream, { ...options, signal: undefined }) };
  }
  return mapEvents(upstream, options.signal, async (event) =>
    executeEvent(prepared, event, {
      sources: options.sources,
      nameServices: options.nameServices,
      variables: checked.values,
      context: options.contextFor ? await options.contextFor(event) : options.context,
      signal: options.signalFor?.(event),
    }),
  );
}

/** A refusal of the upstream as the client is told: each error with a code, and none with a place of the subgraph's. */
export function upstreamErrors(
  prepared: PreparedOperation,
  values: Variables,
  answer: SourceResult,
  options: ExecuteOptions,
): readonly GraphQLError[] {
  const run = new PlanRun(prepared, values, options);
  receiveEvent(run, requirePrimary(prepared), { errors: answer.errors });
  return run.book.finish();
}

/**
 * Opens only the stream of events. With `executeEvent` this is what sharing is made of: one upstream and
 * one execution for many subscribers, or a new plan under a stream that stays open.
 */
export async function openUpstream(
  primary: PreparedFetch,
  values: Variables,
  options: { sources: Sources; context?: unknown; signal?: AbortSignal },
): Promise<AsyncIterable<SourceResult> | SourceResult> {
  const { sources } = options;
  const source =
    typeof sources === 'function' ? sources(primary.service, primary.url) : sources.get(primary.service);
  if (!source?.subscribe) {
    return refusal(ErrorCode.unavailable, 'The source of this subscription cannot be subscribed to.');
  }
  const variables = pickVariables(values, primary.variableNames);
  try {
    return await source.subscribe({
      document: primary.document,
      documentHash: primary.documentHash,
      operationName: primary.operationName,
      variables,
      context: options.context,
      signal: options.signal,
    });
  } catch {
    return refusal(ErrorCode.unavailable, 'The source of this subscription is not available now.');
  }
}

/** Completes one event. The event's data is taken over and written into: hand in fresh data each time. */
export async function executeEvent(
  prepared: PreparedOperation,
  event: SourceResult,
  options: Omit<ExecuteOptions, 'rootValue'>,
): Promise<ExecutionResult> {
  const primary = requirePrimary(prepared);
  const checked = prepared.variables.check(options.variables ?? {});
  if (checked.errors) return { errors: checked.errors };
  const run = new PlanRun(prepared, checked.values, options);
  receiveEvent(run, primary, event);
  if (prepared.steps) await runStep(run, prepared.steps);
  return finishRun(run);
}

function requirePrimary(prepared: PreparedOperation): PreparedFetch {
  if (prepared.primary) return prepared.primary;
  throw new TypeError(`A ${prepared.kind} is run by executeOperation, not by subscribeOperation.`);
}

function refusal(code: string, message: string): SourceResult {
  return { errors: [{ message, extensions: { code } }] };
}
