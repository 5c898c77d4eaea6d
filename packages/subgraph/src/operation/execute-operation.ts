import { lacking, mayAnywhere } from '@lastmile/kernel/actor';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { holds } from '../access/required-permissions.ts';
import type { Context, DomainTypes } from '../context.ts';
import { mapStream } from '../graphql/map-stream.ts';
import { answerErrors } from './answer-errors.ts';
import { InvalidOperation, type PreparedOperation, type PreparedOperations } from './prepare-operation.ts';

export interface OperationRequest {
  readonly document: string;
  /** Any text that is the same for the same document; saves hashing. */
  readonly documentHash?: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

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
): Promise<OperationResult> {
  try {
    const operation = operations.get(request.document, request.documentHash, request.operationName);
    if (operation.kind === 'subscription') {
      throw new InvalidOperation([
        new GraphQLError('Subscriptions are answered over a socket', { extensions: { code: 'BAD_INPUT' } }),
      ]);
    }
    const variables = variablesOf(operation, request);
    refuseEarly(operation, variables, context);
    return answer(await operation.run(context, variables), context);
  } catch (error) {
    return failed(error, context);
  }
}

/** Starts a subscription; what cannot start is one result with errors. */
export async function subscribeOperation(
  operations: PreparedOperations,
  request: OperationRequest,
  context: AnyContext,
): Promise<AsyncGenerator<OperationResult, void, void> | OperationResult> {
  try {
    const operation = operations.get(request.document, request.documentHash, request.operationName);
    const variables = variablesOf(operation, request);
    refuseEarly(operation, variables, context);
    const stream = await operation.subscribe(context, variables);
    if (!(Symbol.asyncIterator in stream)) return answer(stream, context);
    return mapStream(stream, (result) => answer(result, context));
  } catch (error) {
    return failed(error, context);
  }
}

type Variables = Readonly<Record<string, unknown>>;

/** With defaults laid below: graphql-jit takes a non-null variable that has one for missing. */
function variablesOf(operation: PreparedOperation, request: OperationRequest): Variables {
  return { ...operation.defaults, ...request.variables };
}

function refuseEarly(operation: PreparedOperation, variables: Variables, { actor }: AnyContext): void {
  for (const requirement of operation.requirements) {
    if (holds(requirement, variables) && !mayAnywhere(actor, requirement.permission)) {
      throw lacking(actor, requirement.permission);
    }
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
