import { jsonDepthMax, nestsDeeperThan } from '@lastmile/http/json-depth';
import type { RawData } from 'ws';
import type { OperationRequest } from '../operation/admit-operation.ts';

type Payload = Readonly<Record<string, unknown>>;

/** What a client may say in graphql-transport-ws. */
export type ClientMessage =
  | { readonly type: 'connection_init' | 'ping' | 'pong'; readonly payload: Payload | undefined }
  | { readonly type: 'subscribe'; readonly id: string; readonly asked: OperationRequest }
  | { readonly type: 'complete'; readonly id: string };

/** The message, or what is wrong with it. */
export function readMessage(data: RawData): ClientMessage | string {
  const text = data.toString();
  if (nestsDeeperThan(text, jsonDepthMax)) return `A message is nested at most ${jsonDepthMax} deep`;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return 'A message is not JSON';
  }
  if (!isRecord(message)) return 'A message is an object';
  const { type, id, payload } = message;
  switch (type) {
    case 'connection_init':
    case 'ping':
    case 'pong':
      if (payload === undefined || payload === null) return { type, payload: undefined };
      return isRecord(payload) ? { type, payload } : `The payload of ${type} is an object`;
    case 'subscribe':
      return readSubscribe(id, payload);
    case 'complete':
      return isId(id) ? { type, id } : 'complete names an id';
    default:
      return 'There is no message of this type';
  }
}

function readSubscribe(id: unknown, payload: unknown): ClientMessage | string {
  if (!isId(id)) return 'subscribe names an id';
  if (!isRecord(payload)) return 'The payload of subscribe is an object';
  const { query, documentId, operationName, variables, extensions } = payload;
  if (query !== undefined && typeof query !== 'string') return 'The query is a text';
  if (documentId !== undefined && typeof documentId !== 'string') return 'The documentId is a text';
  if (!isAbsent(operationName) && typeof operationName !== 'string') return 'The operationName is a text';
  if (!isAbsent(variables) && !isRecord(variables)) return 'The variables are an object';
  if (!isAbsent(extensions) && !isRecord(extensions)) return 'The extensions are an object';
  if (query === undefined && documentId === undefined && isAbsent(extensions)) {
    return 'subscribe has a query';
  }
  const asked: OperationRequest = {
    ...{ query, documentId },
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
  };
  return { type: 'subscribe', id, asked };
}

const isId = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;
const isRecord = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
