import type { OperationRequest } from '../operation/admit-operation.ts';
import type { HttpRequest } from './http-message.ts';

/**
 * The operation that a request over HTTP asks for (https://graphql.github.io/graphql-over-http/draft/). Undefined when
 * its parameters are not of the right kinds: whoever answers says which.
 */
export function readOperationRequest({ method, search, body }: HttpRequest): OperationRequest | undefined {
  const given = method === 'GET' ? readSearch(search) : body;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const { query, documentId, operationName, variables, extensions } = given as Record<string, unknown>;
  if (!isText(query) || !isText(documentId) || !isText(operationName)) return undefined;
  if (!isMap(variables) || !isMap(extensions)) return undefined;
  return {
    query: query ?? undefined,
    documentId: documentId ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
}

const isText = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === 'string';

const isMap = (value: unknown): value is Record<string, unknown> | null | undefined =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));

function readSearch(search: string): Record<string, unknown> | undefined {
  const given: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    // A parameter that stands twice means nobody knows what.
    if (Object.hasOwn(given, name)) return undefined;
    given[name] = value;
  }
  for (const name of ['variables', 'extensions']) {
    if (given[name] === undefined) continue;
    try {
      given[name] = JSON.parse(given[name] as string);
    } catch {
      return undefined;
    }
  }
  return given;
}
