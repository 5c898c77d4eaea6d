import { isTransient, isUnstorableText } from '@lastmile/database/database-errors';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Log } from '@lastmile/telemetry/log';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * Errors as a client may see them: a Refusal's code and message; a GraphQL error of the request itself; everything
 * else INTERNAL, with the correlation id by which it is found in the log, and no inner detail.
 */
export function answerErrors(
  errors: readonly GraphQLError[],
  correlationId: string,
  log: Log,
): GraphQLFormattedError[] {
  return errors.map((error) => answerError(error, correlationId, log));
}

function answerError(error: GraphQLError, correlationId: string, log: Log): GraphQLFormattedError {
  const cause = rootCause(error);
  const place = {
    ...(error.path && { path: error.path }),
    ...(error.locations && { locations: error.locations }),
  };
  if (cause instanceof Refusal) {
    return {
      message: cause.message,
      ...place,
      extensions: { code: cause.code, ...cause.details, correlationId },
    };
  }
  if (cause === undefined || cause instanceof GraphQLError) {
    return {
      message: error.message,
      ...place,
      extensions: { ...error.extensions, code: codeOf(error), correlationId },
    };
  }
  if (isUnstorableText(cause)) {
    return {
      message: 'A text holds the character U+0000, which no text here can have. Leave it out.',
      ...place,
      extensions: { code: 'BAD_INPUT', correlationId },
    };
  }
  if (isUnavailable(cause)) {
    log.error('The database could not do it', { error: cause });
    return {
      message: 'This part is out of reach for the moment. Try again shortly.',
      ...place,
      extensions: { code: 'UNAVAILABLE', correlationId },
    };
  }
  log.error('A resolver failed', { error: cause, path: error.path?.join('.') });
  return {
    message: `Something went wrong here. Tell support the correlation id ${correlationId}.`,
    ...place,
    extensions: { code: 'INTERNAL', correlationId },
  };
}

function rootCause(error: GraphQLError): Error | undefined {
  let cause: Error | undefined = error.originalError;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

function codeOf(error: GraphQLError): string {
  // graphql-jit's errors about variables have no extensions.
  const { code } = error.extensions ?? {};
  return typeof code === 'string' ? code : 'BAD_INPUT';
}

/** The database is away, full or busy: not the request's fault, and not ours to explain to a client. */
const isUnavailable = (error: Error) => error.name === 'DatabaseUnavailable' || isTransient(error);
