import type { Planner } from '@lastmile/federation/plan/plan';
import type { PreparedOperation } from '@lastmile/federation/plan/prepared-operation';
import type { ClientPlace } from '@lastmile/kernel/actor';
import type { Identity } from '../identity/identify.ts';
import type { CurrentSupergraph, Supergraph } from '../supergraph/current-supergraph.ts';

/** What a client asks to run, whichever transport brought it. */
export interface OperationRequest {
  /** The document; absent where the client names one that is registered. */
  readonly query?: string | undefined;
  readonly documentId?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Who asks, from where, and by which way. */
export interface Asker {
  readonly identity: Identity;
  readonly client: ClientPlace;
  /** Headers for the answer, where the transport has some. */
  readonly tell?: ((headers: Readonly<Record<string, string>>) => void) | undefined;
  readonly transport: 'POST' | 'GET' | 'socket' | 'stream';
}

/** An operation that may run: read, within its limits, and planned. */
export interface AdmittedOperation {
  readonly prepared: PreparedOperation;
  /** What it was planned on; another one may be served by the time it ends. */
  readonly supergraph: Supergraph;
  readonly variables: Readonly<Record<string, unknown>>;
  /** As it was read: with its document, also where the client named one that is registered. */
  readonly request: OperationRequest;
}

/** One concern of admission. Each throws a `Refusal` (or `OperationRefused`) with a stable code that says what to do. */
export interface AdmissionRule {
  /**
   * Before anything of the document is read. Gives the request to go on with: a registered document in place of its id,
   * or the request as it came.
   */
  readonly beforeReading?: (
    request: OperationRequest,
    asker: Asker,
  ) => Promise<OperationRequest> | OperationRequest;
  /** Before it runs, and before any resolver does. */
  readonly beforeRunning?: (operation: AdmittedOperation, asker: Asker) => Promise<void> | void;
  /** Told of what was refused, by whichever rule. */
  readonly refused?: (error: unknown, asker: Asker) => void;
}

/** The one way from a request to an operation that may run, for HTTP, sockets and streams alike. */
export interface Admission {
  /** Throws `Refusal` or `OperationRefused`; nothing has run by then. */
  admit(request: OperationRequest, asker: Asker): Promise<AdmittedOperation>;
}

export function createAdmission(options: {
  readonly supergraph: CurrentSupergraph;
  /** In their order. */
  readonly rules: readonly AdmissionRule[];
  /** The planner of what the asker is shown, where that is not the whole. */
  readonly plannerFor?: ((supergraph: Supergraph, asker: Asker) => Planner | undefined) | undefined;
}): Admission {
  const { rules, plannerFor } = options;
  const admit = async (asked: OperationRequest, asker: Asker): Promise<AdmittedOperation> => {
    let request = asked;
    for (const rule of rules) {
      if (rule.beforeReading) request = await rule.beforeReading(request, asker);
    }
    const supergraph = options.supergraph.current;
    const planner = plannerFor?.(supergraph, asker) ?? supergraph.planner;
    const prepared = await planner.plan(request.query ?? '', request.operationName);
    const operation = { prepared, supergraph, request, variables: request.variables ?? {} };
    for (const rule of rules) await rule.beforeRunning?.(operation, asker);
    return operation;
  };
  return {
    admit: async (asked, asker) => {
      try {
        return await admit(asked, asker);
      } catch (error) {
        for (const rule of rules) rule.refused?.(error, asker);
        throw error;
      }
    },
  };
}
