import { jsonDepthMax, nestsDeeperThan } from '@lastmile/http/json-depth';
import { nestedTooDeep } from '@lastmile/http/read-request';
import { badInput } from '@lastmile/kernel/refusal';
import type { OperationRequest } from '../operation/admit-operation.ts';

/**
 * The operation that the body of a request asks for (https://graphql.github.io/graphql-over-http/draft/). Throws
 * BAD_INPUT, naming the parameter.
 */
export function operationInBody(body: unknown): OperationRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badInput('body', 'send one operation: {"query": "…", "variables": {…}}');
  }
  const { query, documentId, operationName, variables, extensions } = body as Record<string, unknown>;
  return {
    query: textOf('query', query),
    documentId: textOf('documentId', documentId),
    operationName: textOf('operationName', operationName),
    variables: recordOf('variables', variables),
    extensions: recordOf('extensions', extensions),
  };
}

/** The operation that the parameters of an address ask for. Throws BAD_INPUT, also for one that stands twice. */
export function operationInSearch(search: URLSearchParams): OperationRequest {
  const text = (name: string) => {
    const all = search.getAll(name);
    if (all.length > 1) throw badInput(name, 'this stands twice');
    return all[0];
  };
  const json = (name: string): unknown => {
    const given = text(name);
    if (given && nestsDeeperThan(given, jsonDepthMax)) throw nestedTooDeep();
    try {
      return given ? JSON.parse(given) : undefined;
    } catch {
      throw badInput(name, 'this is not JSON');
    }
  };
  return operationInBody({
    ...{ query: text('query'), documentId: text('documentId'), operationName: text('operationName') },
    ...{ variables: json('variables'), extensions: json('extensions') },
  });
}

function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw badInput(name, 'a text is expected here');
  return value;
}

function recordOf(name: string, value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw badInput(name, 'an object is expected here');
  return value as Record<string, unknown>;
}
