import type { IncomingMessage, Server } from 'node:http';
import { executeOperation } from '@lastmile/federation/execute';
import { OperationRefused } from '@lastmile/federation/plan';
import type { Sources } from '@lastmile/federation/source';
import { subscribeOperation } from '@lastmile/federation/subscribe';
import { newId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Log } from '@lastmile/telemetry/log';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { Context, SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { clientPlaceOf } from '../identity/client-place.ts';
import type { Identification, Identity } from '../identity/identify.ts';
import type { Admission } from '../operation/admit-operation.ts';
import type { RequestContext } from '../request-context.ts';
import type { OpenSockets, SocketHandle } from './open-sockets.ts';

export interface GraphqlSocketOptions {
  readonly admission: Admission;
  readonly sources: Sources;
  readonly identification: Identification;
  readonly sockets: OpenSockets;
  readonly trustedProxies: number;
  /** Origins of web pages that may open a socket, besides the gateway's own. */
  readonly corsOrigins: readonly string[];
  readonly log: Log;
}

interface Extra extends Record<PropertyKey, unknown> {
  readonly socket: { close(code: number, reason: string): void };
  readonly request: { readonly headers: Readonly<Record<string, unknown>> };
  authorization?: string | undefined;
  handle?: SocketHandle;
}

const frameBytesMax = 100_000;

/**
 * graphql-ws (graphql-transport-ws) at /graphql. The access token comes in `connection_init` as
 * `{ authorization: "Bearer …" }`; the socket is closed with 4403 when it expires or its session ends.
 */
export function serveGraphqlSocket(server: Server, options: GraphqlSocketOptions): { stop(): Promise<void> } {
  // Not given the server: it would take the server's errors, a taken port among them, for its own.
  const sockets = new WebSocketServer({
    noServer: true,
    path: '/graphql',
    maxPayload: frameBytesMax,
    verifyClient: ({ origin, req }: { origin?: string; req: { headers: { host?: string } } }) =>
      mayConnect(origin, req.headers.host, options.corsOrigins),
  });
  const running = useServer<Record<string, unknown>, Extra>(
    {
      connectionInitWaitTimeout: 3_000,
      onConnect: async (context) => {
        return await greet(context as Context<Record<string, unknown>, Extra>, options);
      },
      onDisconnect: (context) => context.extra.handle?.closed(),
      onSubscribe: (context, _id, payload) => prepare(context.extra, payload, options),
      subscribe: ({ contextValue }) => (contextValue as unknown as Prepared).subscribe() as never,
      execute: ({ contextValue }) => (contextValue as unknown as Prepared).execute() as never,
    },
    sockets,
  );
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request)),
  );
  return { stop: async () => running.dispose() };
}

function mayConnect(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (!origin) return true;
  return (URL.canParse(origin) && new URL(origin).host === host) || allowed.includes(origin);
}

/** False when the caller may not connect; the socket has then been closed with 4403 and the reason. */
async function greet(
  context: Context<Record<string, unknown>, Extra>,
  options: GraphqlSocketOptions,
): Promise<boolean> {
  const { extra, connectionParams } = context;
  const given = authorizationIn(connectionParams) ?? extra.request.headers.authorization;
  extra.authorization = typeof given === 'string' ? given : undefined;
  let identity: Identity;
  try {
    identity = await options.identification.identify(extra.authorization);
  } catch (error) {
    extra.socket.close(4403, error instanceof Refusal ? error.message.slice(0, 120) : 'Forbidden');
    return false;
  }
  if (identity.token) extra.handle = options.sockets.opened(identity.token, extra.socket);
  return true;
}

/** Clients spread their headers into `connection_init` as people wrote them: in any case. */
function authorizationIn(params: Readonly<Record<string, unknown>> | undefined): unknown {
  return Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
}

interface Prepared {
  subscribe(): Promise<unknown>;
  execute(): Promise<unknown>;
}

async function prepare(
  extra: Extra,
  payload: SubscribePayload,
  options: GraphqlSocketOptions,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  try {
    const identity = await options.identification.identify(extra.authorization);
    const client = clientPlaceOf(extra.request as IncomingMessage, options.trustedProxies);
    const asked = {
      query: payload.query,
      operationName: payload.operationName ?? undefined,
      variables: payload.variables ?? undefined,
      extensions: payload.extensions ?? undefined,
    };
    const asker = { identity, client, transport: 'socket' as const };
    const { prepared, variables, supergraph } = await options.admission.admit(asked, asker);
    const context: RequestContext = { actor: identity.actor, correlationId: newId(), client };
    const common = { sources: options.sources, variables, context };
    // Each event is completed with the rights that the caller has by then.
    const contextFor = async (): Promise<RequestContext> => ({
      actor: (await options.identification.identify(extra.authorization)).actor,
      correlationId: newId(),
    });
    const run: Prepared = {
      subscribe: () => subscribeOperation(prepared, { ...common, contextFor }),
      execute: () => executeOperation(prepared, common),
    };
    return {
      schema: supergraph.planner.apiSchema,
      document: prepared.document,
      operationName: payload.operationName ?? null,
      contextValue: run,
    };
  } catch (error) {
    return refused(error, options.log);
  }
}

function refused(error: unknown, log: Log): readonly GraphQLError[] {
  if (error instanceof OperationRefused) return error.errors as readonly GraphQLError[];
  if (error instanceof Refusal)
    return [new GraphQLError(error.message, { extensions: { code: error.code } })];
  log.error('A subscription could not be prepared', { error });
  return [new GraphQLError('Something went wrong here.', { extensions: { code: 'INTERNAL' } })];
}
