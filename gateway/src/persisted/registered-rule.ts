import type { Log } from '@lastmile/telemetry/log';
import type { AdmissionRule, OperationRequest } from '../operation/admit-operation.ts';
import { LimitExceeded } from '../operation/present-error.ts';
import type { PersistedMode } from './config.ts';
import { hashIn } from './persisted-query.ts';
import type { Registry } from './registry.ts';

/**
 * Registered operations: by `documentId` or as Apollo's clients name them (`extensions.persistedQuery`), in the place
 * of their text; and what the mode says of text. Automatic persisted queries register nothing here.
 */
export function runRegistered(registry: Registry, mode: PersistedMode, log: Log): AdmissionRule {
  return {
    beforeReading: (request) => {
      const id = request.documentId ?? hashIn(request);
      const registered = id === undefined ? undefined : registry.byId(id);
      if (registered && !request.query) return inPlaceOfId(request, registered.body);
      if (request.documentId !== undefined) refuseId(request, registered !== undefined);
      if (mode === 'off') return request;
      const isKnown = request.query !== undefined && registry.has(request.query);
      if (mode === 'ids' || !isKnown) tellOrRefuse(request, mode, log);
      return request;
    },
  };
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
