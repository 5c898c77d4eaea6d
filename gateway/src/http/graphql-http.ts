import { ApolloServer, type ApolloServerOptionsWithGateway, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { executeOperation } from '@lastmile/federation/execute';
import { OperationRefused } from '@lastmile/federation/plan';
import type { Sources } from '@lastmile/federation/source';
import { Refusal } from '@lastmile/kernel/refusal';
import { correlationId } from '@lastmile/telemetry/correlation';
import type { Log } from '@lastmile/telemetry/log';
import { type OperationKind, outcomeOf } from '@lastmile/telemetry/request-metrics';
import type { Tracer } from '@lastmile/telemetry/trace';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Admission, Asker, OperationRequest } from '../operation/admit-operation.ts';
import type { RequestContext } from '../request-context.ts';
import type { CurrentSupergraph } from '../supergraph/current-supergraph.ts';

export interface GraphqlHttpOptions {
  readonly supergraph: CurrentSupergraph;
  readonly sources: Sources;
  readonly admission: Admission;
  readonly introspection: boolean;
  readonly log: Log;
  readonly tracer: Tracer;
}

export interface HttpRequest {
  readonly method: string;
  readonly search: string;
  readonly headers: Iterable<readonly [string, string]>;
  /** Parsed JSON, or undefined for GET. */
  readonly body: unknown;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: string;
}

export interface GraphqlHttp {
  answer(request: HttpRequest, asker: Asker, context: RequestContext): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

/** GraphQL over HTTP on @apollo/server; plans are made and run by @lastmile/federation. */
export async function createGraphqlHttp(options: GraphqlHttpOptions): Promise<GraphqlHttp> {
  const server = new ApolloServer<HttpContext>({
    gateway: gatewayOf(options),
    introspection: options.introspection,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    persistedQueries: { ttl: 3_600 },
    formatError: (formatted, error) => presentable(formatted, error, options.log),
    plugins: [ApolloServerPluginUsageReportingDisabled(), ApolloServerPluginLandingPageDisabled()],
    logger: quietLogger(options.log),
  });
  await server.start();
  return {
    answer: async ({ method, search, headers, body }, asker, context) => {
      const httpGraphQLRequest = {
        method,
        search,
        headers: new HeaderMap(headers as Iterable<[string, string]>),
        body,
      };
      const answer = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: async () => ({ ...context, asker }),
      });
      if (answer.body.kind !== 'complete') throw new Error('Incremental answers are not served');
      return { status: answer.status ?? 200, headers: answer.headers, body: answer.body.string };
    },
    stop: () => server.stop(),
  };
}

/** What Apollo Server's plugins and our executor see of a request. */
export interface HttpContext extends RequestContext {
  readonly asker: Asker;
}

function gatewayOf(options: GraphqlHttpOptions): ApolloServerOptionsWithGateway<HttpContext>['gateway'] {
  const { supergraph, sources, admission, tracer } = options;
  const ends: (() => void)[] = [];
  return {
    load: async () => ({
      executor: async ({ source, request, operationName, context }) =>
        tracer.span('plan and run', { 'graphql.operation.name': operationName ?? undefined }, () =>
          runAdmitted(
            admission,
            {
              query: source,
              // As asked: `operationName` is the name of what Apollo Server found, nothing where it found nothing.
              operationName: request.operationName,
              variables: request.variables,
              extensions: request.extensions,
            },
            context as HttpContext,
            sources,
          ),
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

async function runAdmitted(
  admission: Admission,
  request: OperationRequest,
  context: HttpContext,
  sources: Sources,
): Promise<never> {
  let kind: OperationKind = 'unknown';
  let result: ExecutionResult;
  try {
    const { prepared, variables } = await admission.admit(request, context.asker);
    kind = prepared.kind;
    if (prepared.kind === 'subscription') {
      throw new Refusal(
        'BAD_INPUT',
        'Subscriptions are answered over graphql-ws (graphql-transport-ws) at this address, or as a stream: send "accept: text/event-stream".',
      );
    }
    result = await executeOperation(prepared, { sources, variables, context });
  } catch (error) {
    if (!(error instanceof OperationRefused || error instanceof Refusal)) throw error;
    result = { errors: error instanceof Refusal ? [asGraphqlError(error)] : error.errors };
  }
  context.onOutcome?.(kind, outcomeOf(result.errors));
  return result as never;
}

/** Apollo Server takes what is no Error for a fault of ours and forgets what it said. */
function asGraphqlError({ message, code, details }: Refusal): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details } });
}

/** What subgraphs and federation said has its code; whatever else was thrown is masked. */
function presentable(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  const { code, stacktrace: _hidden, ...extensions } = formatted.extensions ?? {};
  if (code === undefined || code === 'INTERNAL_SERVER_ERROR') {
    log.error('The gateway failed', { error });
    const id = correlationId();
    const message = `Something went wrong here. Tell support the correlation id ${id}.`;
    return { ...formatted, message, extensions: { ...extensions, code: 'INTERNAL', correlationId: id } };
  }
  return { ...formatted, extensions: { ...extensions, code } };
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
