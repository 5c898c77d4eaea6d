import { lacking, mayAnywhere } from '@lastmile/kernel/actor';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Context, DomainTypes } from '../context.ts';
import { mapStream } from '../graphql/map-stream.ts';
import { answerErrors } from './answer-errors.ts';
import {
  InvalidOperation,
  type PreparableRequest,
  type PreparedOperation,
  type PreparedOperations,
} from './prepare-operation.ts';

export type OperationRequest = PreparableRequest;

export interface OperationResult {
  data?: Record<string, unknown> | null;
  errors?: ReturnType<typeof answerErrors>;
  extensions?: Record<string, unknown>;
}

type AnyContext = Context<DomainTypes>;

/** Runs a query or mutation for the actor of `context`; never throws. */
export async function executeOperation(
  operations: PreparedOperations,
  request: OperationRequest,
  context: AnyContext,
  /** Told what it is as soon as it has been read. */
  onKind: (kind: PreparedOperation['kind']) => void = () => {},
): Promise<OperationResult> {
  try {
    const { operation, variables } = operations.for(request);
    onKind(operation.kind);
    if (operation.kind === 'subscription') {
      throw new InvalidOperation([
        new GraphQLError('Subscriptions are answered over a socket', { extensions: { code: 'BAD_INPUT' } }),
      ]);
    }
    refuseEarly(operation, context);
    return answer(await operation.run(context, variables), context);
  } catch (error) {
    return failed(error, context);
  }
}

/** Starts a subscription; what cannot start is one result with errors. Each event gets a context of its own. */
export async function subscribeOperation(
  operations: PreparedOperations,
  request: OperationRequest,
  contextFor: () => AnyContext,
): Promise<AsyncGenerator<OperationResult, void, void> | OperationResult> {
  const context = contextFor();
  try {
    const { operation, variables } = operations.for(request);
    refuseEarly(operation, context);
    const stream = await operation.subscribe(contextFor, variables);
    if (!(Symbol.asyncIterator in stream)) return answer(stream, context);
    return mapStream(stream, (result) => answer(result, context));
  } catch (error) {
    return failed(error, context);
  }
}

function refuseEarly({ permissions }: PreparedOperation, { actor }: AnyContext): void {
  for (const permission of permissions) {
    if (!mayAnywhere(actor, permission)) throw lacking(actor, permission);
  }
}

function answer(result: ExecutionResult, context: AnyContext): OperationResult {
  const { data, errors, extensions } = result;
  return {
    ...(data !== undefined && { data: data as Record<string, unknown> | null }),
    ...(errors && errors.length > 0 && { errors: answerErrors(errors, context.correlationId, context.log) }),
    ...(extensions && { extensions: extensions as Record<string, unknown> }),
  };
}

function failed(error: unknown, context: AnyContext): OperationResult {
  const errors =
    error instanceof InvalidOperation
      ? error.errors
      : [
          new GraphQLError(String(error), {
            originalError: error instanceof Error ? error : new Error(String(error)),
          }),
        ];
  return { data: null, errors: answerErrors(errors, context.correlationId, context.log) };
}
