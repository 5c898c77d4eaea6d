import { AnswerError } from '@lastmile/federation/answer/error-book';
import { OperationRefused } from '@lastmile/federation/plan/plan';
import { statusOfRefusal } from '@lastmile/http/send-answer';
import { newId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import { correlationId, withCorrelation } from '@lastmile/telemetry/correlation';
import type { Log } from '@lastmile/telemetry/log';
import type { GraphQLFormattedError } from 'graphql';

/** Refused by a limit of the gateway's; `headers` belong to an answer over HTTP. */
export class LimitExceeded extends Refusal {
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    details: Record<string, unknown> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, message, details);
    this.headers = headers;
  }
}

export interface Presenting {
  readonly log: Log;
  /** Whether errors may name fields that were perhaps meant: they tell of the schema. */
  readonly hints: boolean;
}

export interface PresentedError {
  readonly errors: readonly GraphQLFormattedError[];
  /** The status of an answer over HTTP that has nothing else in it. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Codes of what GraphQL itself refuses: a client that asks for plain JSON gets them with status 200. */
const ofTheDocument = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

/** Whether GraphQL over HTTP wants 200 for it when the answer is `application/json`. */
export const isOfTheDocument = ({ errors }: Pick<PresentedError, 'errors'>): boolean =>
  errors.every(({ extensions }) => ofTheDocument.has(String(extensions?.code)));

/** What a client is told of anything that was thrown before its operation ran, whichever transport brought it. */
export function presentError(error: unknown, presenting: Presenting): PresentedError {
  if (error instanceof OperationRefused) {
    const errors = error.errors.map((one) => presentFormatted(one.toJSON(), one, presenting));
    return { errors, status: 400, headers: {} };
  }
  if (error instanceof Refusal) {
    const { code, message, details } = error;
    const headers = error instanceof LimitExceeded ? error.headers : {};
    // Not a fault but half of the way: clients of Apollo's expect 200, and send the document.
    const status = code === 'PERSISTED_QUERY_NOT_FOUND' ? 200 : statusOfRefusal(code);
    return { errors: [{ message, extensions: { code, ...details } }], status, headers };
  }
  return { errors: [masked({ message: '' }, error, presenting.log)], status: 500, headers: {} };
}

/**
 * An error of an answer: what subgraphs and federation said is told, also where a subgraph has the code that Apollo
 * Server gives to whatever is thrown; what was thrown here is masked.
 */
export function presentFormatted(
  formatted: GraphQLFormattedError,
  error: unknown,
  { log, hints }: Presenting,
): GraphQLFormattedError {
  const { code, stacktrace: _hidden, ...extensions } = formatted.extensions ?? {};
  if (code === undefined || (code === 'INTERNAL_SERVER_ERROR' && !(error instanceof AnswerError)))
    return masked({ ...formatted, extensions }, error, log);
  const message = hints ? formatted.message : formatted.message.replace(/ ?Did you mean .+?\?$/s, '');
  return { ...formatted, message, extensions: { ...extensions, code } };
}

/** Over a socket there is no request that has an id: the log line gets one then, and the client the same. */
function masked(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  const id = correlationId() ?? newId();
  withCorrelation(id, () => log.error('The gateway failed', { error }));
  const message = `Something went wrong here. Tell support the correlation id ${id}.`;
  return {
    ...formatted,
    message,
    extensions: { ...formatted.extensions, code: 'INTERNAL', correlationId: id },
  };
}
