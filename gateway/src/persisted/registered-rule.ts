import type { Log } from '@lastmile/telemetry/log';
import { Kind, parse } from 'graphql';
import type { AdmissionRule, Asker, OperationRequest } from '../operation/admit-operation.ts';
import { LimitExceeded } from '../operation/present-error.ts';
import type { PersistedMode } from './config.ts';
import { hashIn } from './persisted-query.ts';
import type { RegisteredOperations } from './registry.ts';

/** What is registered for whoever asks, and what is done with everything else. */
export interface RegisteredFor {
  readonly operations: RegisteredOperations;
  readonly mode: PersistedMode;
  /** Whether the schema may be asked for, whatever is registered. */
  readonly showsSchema?: boolean;
}

/**
 * Registered operations: by `documentId` or as Apollo's clients name them (`extensions.persistedQuery`), in the place
 * of their text; and what the mode says of text. Automatic persisted queries register nothing here.
 */
export function runRegistered(registeredFor: (asker: Asker) => RegisteredFor, log: Log): AdmissionRule {
  return {
    beforeReading: (request, asker) => {
      const { operations, mode, showsSchema } = registeredFor(asker);
      const id = request.documentId ?? hashIn(request);
      const registered = id === undefined ? undefined : operations.byId(id);
      if (registered && !request.query) return inPlaceOfId(request, registered.body);
      if (request.documentId !== undefined) refuseId(request, registered !== undefined);
      if (mode === 'off' || (showsSchema && asksForSchema(request.query))) return request;
      const isKnown = request.query !== undefined && operations.byText(request.query) !== undefined;
      if (mode === 'ids' || !isKnown) tellOrRefuse(request, mode, log);
      return request;
    },
  };
}

const schemaFields = new Set(['__schema', '__type', '__typename']);

/** Whether a document asks for nothing but the schema. */
function asksForSchema(query: string | undefined): boolean {
  if (!query || !/\b__(?:schema|type)\b/.test(query)) return false;
  try {
    const operations = parse(query, { noLocation: true, maxTokens: 2_000 }).definitions.filter(
      (node) => node.kind === Kind.OPERATION_DEFINITION,
    );
    return operations.every(({ operation, selectionSet }) =>
      selectionSet.selections.every(
        (node) => operation === 'query' && node.kind === Kind.FIELD && schemaFields.has(node.name.value),
      ),
    );
  } catch {
    return false;
  }
}

/** Whoever comes after sees a document as any other. */
function inPlaceOfId(request: OperationRequest, query: string): OperationRequest {
  const { persistedQuery: _named, ...extensions } = request.extensions ?? {};
  return { ...request, query, documentId: undefined, extensions };
}

function refuseId({ documentId, query }: OperationRequest, isRegistered: boolean): void {
  if (isRegistered && query)
    throw new LimitExceeded('DOCUMENT_ID_WITH_QUERY', 'Send the id or the document, not both.');
  if (!isRegistered)
    throw new LimitExceeded(
      'PERSISTED_QUERY_NOT_IN_LIST',
      `No operation is registered as ${String(documentId).slice(0, 80)}. Register it first, or send its id as it stands in the manifest.`,
    );
}

function tellOrRefuse({ operationName, query }: OperationRequest, mode: PersistedMode, log: Log): void {
  if (mode === 'log') {
    log.warn('An operation is not registered', { operationName, query: query?.slice(0, 2_000) });
    return;
  }
  if (mode === 'ids')
    throw new LimitExceeded(
      'PERSISTED_QUERY_ID_REQUIRED',
      'Only registered operations are run here, by their id: send documentId.',
    );
  throw new LimitExceeded(
    'OPERATION_NOT_IN_SAFELIST',
    'Only registered operations are run here, and this is none of them. Register it first.',
  );
}
