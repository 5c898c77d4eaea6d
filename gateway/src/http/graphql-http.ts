import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  HeaderMap,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { weighDocument } from '@lastmile/federation/document/weigh-document';
import { RecentCache } from '@lastmile/federation/ground/recent-cache';
import { executeOperation } from '@lastmile/federation/run/execute';
import type { Sources } from '@lastmile/federation/source/source';
import { QueryTime } from '@lastmile/http/query-time';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Log } from '@lastmile/telemetry/log';
import { outcomeOf } from '@lastmile/telemetry/request-metrics';
import type { Tracer } from '@lastmile/telemetry/trace';
import type { DocumentNode } from 'graphql';
import type { CostLimit } from '../limit/cost-limit.ts';
import type { Admission, AdmittedOperation, Asker, OperationRequest } from '../operation/admit-operation.ts';
import {
  LimitExceeded,
  type Presenting,
  presentError,
  presentFormatted,
} from '../operation/present-error.ts';
import type { RequestContext } from '../request-context.ts';
import type { CurrentSupergraph } from '../supergraph/current-supergraph.ts';
import { answerRefusal, graphqlJson } from './answer-refusal.ts';
import type { HttpAnswer, HttpRequest } from './http-message.ts';
import { keepAnswer } from './keep-answer.ts';
import { operationInBody, operationInSearch } from './read-operation-request.ts';

export interface GraphqlHttpOptions {
  readonly supergraph: CurrentSupergraph;
  readonly sources: Sources;
  readonly admission: Admission;
  /** How long a query may take, in milliseconds. */
  readonly queryMs?: number | undefined;
  readonly costs: CostLimit;
  readonly presenting: Presenting;
  readonly log: Log;
  readonly tracer: Tracer;
}

export interface GraphqlHttp {
  answer(request: HttpRequest, asker: Asker, context: RequestContext): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

/** GraphQL over HTTP on @apollo/server; plans are made and run by @lastmile/federation. */
export async function createGraphqlHttp(options: GraphqlHttpOptions): Promise<GraphqlHttp> {
  const server = new ApolloServer<HttpContext>({
    gateway: gatewayOf(options),
    // Who may look at the schema is a rule of admission.
    introspection: true,
    // Held before anything is read, for every transport: limit/refuse-cross-site.ts.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    // As many as there are plans; by default it is 30 MB of JSON, which is several times as much of memory.
    documentStore: new RecentCache<DocumentNode>({
      entriesMax: 1_000,
      bytesMax: 32_000_000,
      weigh: weighDocument,
    }),
    formatError: (formatted, error) => presentFormatted(formatted, error, options.presenting),
    plugins: [ApolloServerPluginUsageReportingDisabled(), ApolloServerPluginLandingPageDisabled()],
    logger: quietLogger(options.log),
  });
  await server.start();
  return {
    answer: async (request, asker, context) => {
      const headers = new HeaderMap(request.headers as Iterable<[string, string]>);
      const wantsCost = headers.get('lastmile-cost') === 'report';
      const own = { ...context, asker, wantsCost } as HttpContext;
      let { method, search, body } = request;
      try {
        const operation = operationIn(request);
        if (operation && namesDocument(operation)) {
          own.admitted = await admitOverHttp(options.admission, operation, asker);
          [method, search, body] = ['POST', '', bodyOf(own.admitted.request)];
        }
      } catch (error) {
        const presented = presentError(error, options.presenting);
        context.onOutcome?.('unknown', String(presented.errors[0]?.extensions?.code));
        return answerRefusal(presented, headers.get('accept'));
      }
      // Other methods, and what names no document, are refused by Apollo Server.
      const answer = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, search, headers, body },
        context: async () => own,
      });
      if (answer.body.kind !== 'complete') throw new Error('Incremental answers are not served');
      const told = { status: statusOf(answer, own), headers: answer.headers, body: answer.body.string };
      return request.method === 'GET' ? keepAnswer(told, headers.get('if-none-match')) : told;
    },
    stop: () => server.stop(),
  };
}

/** What Apollo Server's plugins and our executor see of a request. */
export interface HttpContext extends RequestContext {
  readonly asker: Asker;
  admitted: AdmittedOperation;
  /** The answer is to tell its cost. */
  readonly wantsCost: boolean;
  /** False when its variables were refused. */
  hasRun?: boolean;
}

/** What Apollo Server reads: it takes no key that is there without a value, and persisted queries are ours. */
function bodyOf({ query, operationName, variables, extensions }: OperationRequest) {
  const { persistedQuery: _named, ...others } = extensions ?? {};
  return {
    query,
    ...(operationName !== undefined && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions: others }),
  };
}

/** Undefined for methods that ask for none. Throws BAD_INPUT. */
function operationIn({ method, search, body }: HttpRequest): OperationRequest | undefined {
  if (method === 'GET') return operationInSearch(new URLSearchParams(search));
  return method === 'POST' ? operationInBody(body) : undefined;
}

const namesDocument = ({ query, documentId, extensions }: OperationRequest) =>
  Boolean(query) || documentId !== undefined || extensions?.persistedQuery !== undefined;

async function admitOverHttp(
  admission: Admission,
  request: OperationRequest,
  asker: Asker,
): Promise<AdmittedOperation> {
  const admitted = await admission.admit(request, asker);
  const { kind } = admitted.prepared;
  if (kind === 'subscription') {
    throw new Refusal(
      'BAD_INPUT',
      'Subscriptions are answered over graphql-ws (graphql-transport-ws) at this address, or as a stream: send "accept: text/event-stream".',
    );
  }
  if (kind === 'mutation' && asker.transport === 'GET') {
    throw new LimitExceeded('METHOD_NOT_ALLOWED', 'A mutation is sent by POST.', {}, { allow: 'POST' });
  }
  return admitted;
}

/** Variables that are not what the operation asks for: 400, but for clients of plain JSON. */
function statusOf({ status, headers }: HTTPGraphQLResponse, { hasRun }: HttpContext): number {
  const isStrict = headers.get('content-type')?.startsWith(graphqlJson) ?? false;
  return status ?? (hasRun === false && isStrict ? 400 : 200);
}

function gatewayOf(options: GraphqlHttpOptions): ApolloServerOptionsWithGateway<HttpContext>['gateway'] {
  const { supergraph, tracer } = options;
  const ends: (() => void)[] = [];
  return {
    load: async () => ({
      executor: async ({ operationName, context }) =>
        tracer.span('run', { 'graphql.operation.name': operationName ?? undefined }, () =>
          runAdmitted(context as HttpContext, options),
        ),
    }),
    onSchemaLoadOrUpdate: (callback) => {
      const tell = () =>
        callback({
          apiSchema: supergraph.current.planner.apiSchema,
          coreSupergraphSdl: supergraph.current.sdl,
        });
      tell();
      const end = supergraph.onChange(tell);
      ends.push(end);
      return end;
    },
    stop: async () => {
      for (const end of ends) end();
    },
  };
}

/** Runs what was admitted before Apollo Server was asked. */
async function runAdmitted(
  context: HttpContext,
  { sources, costs, queryMs }: GraphqlHttpOptions,
): Promise<never> {
  const { admitted, onOutcome, onLeft } = context;
  const { kind } = admitted.prepared;
  const { prepared, variables } = admitted;
  const time = kind === 'query' ? new QueryTime(queryMs) : undefined;
  if (time) onLeft?.(() => time.leave());
  const { signal, deadlineAt } = time ?? {};
  const running = executeOperation(prepared, { sources, variables, context, signal, deadlineAt });
  const result = await running.finally(() => time?.end());
  context.hasRun = result.data !== undefined;
  onOutcome?.(kind, outcomeOf(result.errors));
  const cost = costs.answered(admitted, result.data, context.wantsCost);
  return (cost ? { ...result, extensions: { ...result.extensions, cost } } : result) as never;
}

function quietLogger(log: Log) {
  const text = (message: unknown) => String(message);
  return {
    debug: (message: unknown) => log.debug(text(message)),
    info: (message: unknown) => log.debug(text(message)),
    warn: (message: unknown) => log.warn(text(message)),
    error: (message: unknown) => log.error(text(message)),
  };
}
