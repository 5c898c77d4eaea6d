import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApolloServer, type ApolloServerOptionsWithGateway, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { weighDocument } from '@lastmile/federation/document/weigh-document';
import { RecentCache } from '@lastmile/federation/ground/recent-cache';
import { readTimeLeft, timeLeftHeader } from '@lastmile/federation/source/time-left';
import { onLeft, QueryTime } from '@lastmile/http/query-time';
import { header, readBody } from '@lastmile/http/read-request';
import { sendJson, statusOfRefusal } from '@lastmile/http/send-answer';
import { endEncoded } from '@lastmile/http/send-encoded';
import { assertionHeader, verifyAssertion } from '@lastmile/kernel/assertion';
import type { DocumentNode } from 'graphql';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { OperationRequest } from '../operation/execute-operation.ts';
import { deadlineExceeded } from '../operation/until-stopped.ts';
import type { Caller } from '../runtime/answer-operations.ts';
import type { RunningDomain } from '../runtime/start-domain.ts';

/** A subgraph's documents come from the gateway, which has its own, lower limit for what clients send. */
const bodyBytesMax = 10_000_000;

/** Of what is shorter, the bytes saved are not worth the time. */
const compressFromBytes = 2_000;

/** Who calls, and until when they wait. */
interface TimedCaller extends Caller {
  readonly signal: AbortSignal;
}

/** Answers POST /graphql on @apollo/server, for callers with an assertion by the gateway only. */
export async function graphqlOverHttp(domain: RunningDomain, keys: readonly string[]) {
  const server = new ApolloServer<TimedCaller>({
    gateway: executorOf(domain),
    introspection: true,
    documentStore: new RecentCache<DocumentNode>({
      entriesMax: 1_000,
      bytesMax: 32_000_000,
      weigh: weighDocument,
    }),
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginUsageReportingDisabled()],
    formatError: (formatted, error) =>
      formatted.extensions?.correlationId
        ? formatted
        : { ...formatted, extensions: { code: codeOf(formatted, error) } },
  });
  await server.start();

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    time: QueryTime,
  ): Promise<void> => {
    const body = await readBody(request, bodyBytesMax);
    if (time.hasPassed) throw deadlineExceeded();
    const caller = verifyAssertion(header(request, assertionHeader), {
      audience: domain.name,
      body,
      keys,
    });
    const headers = new HeaderMap([['content-type', 'application/json']]);
    const result = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body: JSON.parse(body.toString()) },
      context: async () => ({ ...caller, signal: time.signal }),
    });
    for (const [name, value] of result.headers) response.setHeader(name, value);
    if (result.body.kind !== 'complete')
      return sendJson(response, 500, { errors: [{ message: 'Incremental answers are not served' }] });
    response.statusCode = result.status ?? 200;
    await endEncoded(request, response, result.body.string, compressFromBytes);
  };
  const answerInTime = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const time = new QueryTime(readTimeLeft(header(request, timeLeftHeader)));
    onLeft(response, () => time.leave());
    await answer(request, response, time).finally(() => time.end());
  };
  return { answer: answerInTime, stop: () => server.stop() };
}

/** Apollo Server parses and validates; our prepared operations run. */
function executorOf(domain: RunningDomain): ApolloServerOptionsWithGateway<TimedCaller>['gateway'] {
  return {
    load: async () => ({
      executor: async ({ source, queryHash, request, operationName, context }) => {
        const operation: OperationRequest = {
          document: source,
          documentHash: queryHash,
          operationName: operationName ?? undefined,
          variables: request.variables,
        };
        const { signal, ...caller } = context as TimedCaller;
        const { errors, ...result } = await domain.execute(operation, caller, signal);
        return (errors ? { ...result, errors: errors.map(asError) } : result) as never;
      },
    }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: domain.schema.schema, coreSupergraphSdl: '' });
      return () => {};
    },
    stop: async () => {},
  };
}

/** Apollo Server takes what is no Error for a fault of ours and forgets what it said. */
function asError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  const isLate = extensions?.code === 'DEADLINE_EXCEEDED';
  // Apollo Server answers with this status, and leaves it out.
  const http = isLate && { http: { status: statusOfRefusal('DEADLINE_EXCEEDED') } };
  return new GraphQLError(message, { path: path ?? null, extensions: { ...extensions, ...http } });
}

function codeOf(formatted: { extensions?: Record<string, unknown> }, error: unknown): unknown {
  const { code } = formatted.extensions ?? {};
  return code ?? ((error as { extensions?: { code?: unknown } }).extensions?.code || 'INTERNAL');
}
