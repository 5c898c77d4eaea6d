import type { JoinRequest, LiveStreams } from '@lastmile/federation/live/live-streams';
import type { LiveListener } from '@lastmile/federation/live/live-update';
import { executeOperation } from '@lastmile/federation/run/execute';
import type { Sources } from '@lastmile/federation/source/source';
import { QueryTime } from '@lastmile/http/query-time';
import { newId } from '@lastmile/kernel/id';
import type { Admission, AdmittedOperation, Asker, OperationRequest } from '../operation/admit-operation.ts';
import { LimitExceeded, type Presenting, presentError } from '../operation/present-error.ts';
import type { RequestContext } from '../request-context.ts';
import { equalRights } from './equal-rights.ts';
import type { LiveCaller } from './live-caller.ts';

export interface StartOptions {
  readonly admission: Admission;
  readonly sources: Sources;
  readonly streams: LiveStreams;
  readonly presenting: Presenting;
  /** How long a query may take, in milliseconds. */
  readonly queryMs?: number | undefined;
}

/** What a client is told in place of an answer. */
export interface ErrorAnswer {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly locations?: unknown;
  readonly extensions?: unknown;
}

/** An operation that runs, or the errors for which it does not. */
export type Started = { readonly leave: () => void } | { readonly errors: readonly ErrorAnswer[] };

export interface HowAsked {
  readonly transport: Asker['transport'];
  /** Headers for the answer, where it has some. */
  readonly tell?: Asker['tell'];
  /** It may run; what refuses it from now on is the subgraph. */
  readonly onAdmitted?: () => void;
  /** Where to go on from, in place of what the operation says. */
  readonly after?: string | undefined;
  /** Asked in a way that any page can use, and that is asked again by itself. */
  readonly readsOnly?: boolean;
}

/**
 * Starts what a client asks for over a socket or a stream: a subscription joins those that are equal; anything else
 * runs once. Throws what refuses it before it has begun (`Refusal`, `OperationRefused`); see `presentError`.
 */
export async function startOperation(
  options: StartOptions,
  asked: OperationRequest,
  caller: LiveCaller,
  how: HowAsked,
  listener: LiveListener,
): Promise<Started> {
  const identity = await caller.identify();
  const { transport, tell } = how;
  const asker: Asker = { identity, client: caller.client, transport, tell };
  const admitted = await options.admission.admit(asked, asker);
  how.onAdmitted?.();
  if (admitted.prepared.kind === 'subscription') {
    return options.streams.join(joinRequest(admitted, caller, asker, how.after), listener);
  }
  if (how.readsOnly && admitted.prepared.kind === 'mutation') {
    throw new LimitExceeded('METHOD_NOT_ALLOWED', 'A mutation is sent by POST.', {}, { allow: 'POST' });
  }
  return runOnce(options, admitted, caller, asker, listener);
}

/** Goes on in the background. Who leaves meanwhile ends a query; a mutation is not left half done. */
function runOnce(
  { sources, presenting, queryMs }: StartOptions,
  { prepared, variables }: AdmittedOperation,
  caller: LiveCaller,
  { identity, client }: Asker,
  listener: LiveListener,
): Started {
  const time = prepared.kind === 'query' ? new QueryTime(queryMs) : undefined;
  const context: RequestContext = {
    ...{ actor: identity.actor, correlationId: newId(), client, forwarded: identity.forwarded },
    onMembershipVersion: (version) => caller.expectRights(version),
  };
  const { signal, deadlineAt } = time ?? {};
  const running = executeOperation(prepared, { sources, variables, context, signal, deadlineAt });
  running
    .finally(() => time?.end())
    .then((result) => {
      listener.next({ bytes: Buffer.from(JSON.stringify(result)), cursor: undefined });
      listener.complete();
    })
    .catch((error) => listener.error(presentError(error, presenting).errors));
  return { leave: () => time?.leave() };
}

function joinRequest(
  { prepared, supergraph, variables }: AdmittedOperation,
  caller: LiveCaller,
  { identity, client }: Asker,
  after: string | undefined,
): JoinRequest {
  const { planner } = supergraph;
  const { forwarded } = identity;
  const shared = equalRights(supergraph, prepared, variables, identity);
  const contextFor = shared
    ? (): RequestContext => ({ actor: shared.actor, correlationId: newId(), forwarded })
    : async (): Promise<RequestContext> => ({
        ...{ actor: (await caller.identify()).actor, correlationId: newId(), client, forwarded },
      });
  return { prepared, planner, variables, after, rights: shared?.key, contextFor };
}
