import type { Actor, ClientPlace } from '@lastmile/kernel/actor';
import { withCorrelation } from '@lastmile/telemetry/correlation';
import type { Metrics } from '@lastmile/telemetry/metrics';
import { measureRequests, type OperationKind, outcomeOf } from '@lastmile/telemetry/request-metrics';
import type { Tracer } from '@lastmile/telemetry/trace';
import type { DomainTypes } from '../context.ts';
import {
  executeOperation,
  type OperationRequest,
  type OperationResult,
} from '../operation/execute-operation.ts';
import type { PreparedOperations } from '../operation/prepare-operation.ts';
import { untilStopped } from '../operation/until-stopped.ts';
import { createContext, type DomainGround } from './create-context.ts';

/** Who calls, and as part of what. */
export interface Caller {
  readonly actor: Actor;
  readonly correlationId: string;
  /** W3C trace context of the caller. */
  readonly traceparent?: string | undefined;
  readonly client?: ClientPlace | undefined;
}

export interface AnswerOptions<Domain extends DomainTypes> {
  readonly name: string;
  readonly ground: DomainGround<Domain>;
  readonly operations: PreparedOperations;
  readonly tracer: Tracer;
  readonly metrics: Metrics;
}

export type ExecuteForCaller = (
  request: OperationRequest,
  caller: Caller,
  signal?: AbortSignal,
) => Promise<OperationResult>;

/**
 * Queries and mutations, each in a span, counted, with a context of its own. Once the signal has fired, a query begins
 * nothing more and is answered with DEADLINE_EXCEEDED; a mutation ends what it has begun.
 */
export function answerOperations<Domain extends DomainTypes>(
  options: AnswerOptions<Domain>,
): ExecuteForCaller {
  const { name, ground, operations, tracer } = options;
  const measure = measureRequests(options.metrics, name);
  return (request, caller, signal) => {
    const answer = async () => {
      let membershipVersion: number | undefined;
      const announceMembershipVersion = (version: number) => {
        membershipVersion = version;
      };
      let kind: OperationKind = 'unknown';
      const isStopped = () => kind === 'query' && signal?.aborted === true;
      const context = createContext(ground, { ...caller, announceMembershipVersion, isStopped });
      const measured = measure();
      const result = await withCorrelation(caller.correlationId, () => {
        const running = executeOperation(operations, request, context, (read) => {
          kind = read;
        });
        return untilStopped(running, kind === 'query' ? signal : undefined, caller.correlationId);
      });
      measured(kind, outcomeOf(result.errors));
      return membershipVersion === undefined
        ? result
        : { ...result, extensions: { ...result.extensions, membershipVersion } };
    };
    const span = `${name} ${request.operationName ?? 'operation'}`;
    return tracer.span(span, {}, answer, { kind: 'server', parent: caller.traceparent });
  };
}
