import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './client/graphql-client.ts';
import { type StandaloneWorld, startStandaloneWorld } from './standalone-world.ts';
import { Story } from './story/story.ts';

interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

/** Takes spans as an OTLP collector does (OTLP/HTTP, JSON). */
async function startCollector(): Promise<{ url: string; spans: CollectedSpan[]; server: Server }> {
  const spans: CollectedSpan[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString()) as {
      resourceSpans: { scopeSpans: { spans: CollectedSpan[] }[] }[];
    };
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, server };
}

let world: StandaloneWorld;
let collector: Awaited<ReturnType<typeof startCollector>>;

beforeAll(async () => {
  collector = await startCollector();
  world = await startStandaloneWorld({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
}, 60_000);
afterAll(async () => {
  await world?.stop();
  collector?.server.close();
}, 30_000);

describe('a trace', () => {
  it('runs from the client’s request through gateway, subgraph and SQL to the consumer in another domain', async () => {
    await new Story(world).connect();
    const spans = await eventually('a trace that reaches a consumer', async () => {
      const traces = Map.groupBy(collector.spans, ({ traceId }) => traceId);
      return [...traces.values()].find((trace) => {
        const has = (pattern: RegExp) => trace.some(({ name }) => pattern.test(name));
        return (
          has(/^POST \/graphql$/) &&
          has(/^customer /) &&
          has(/^(INSERT|UPDATE|insert|SELECT)/) &&
          has(/^apply /)
        );
      });
    });
    const root = spans.find(({ name }) => name === 'POST /graphql');
    const ancestors = (span: CollectedSpan): string[] => {
      const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
      return parent ? [parent.spanId, ...ancestors(parent)] : [];
    };
    const consumer = spans.find(({ name }) => name.startsWith('apply '));
    expect(consumer && ancestors(consumer)).toContain(root?.spanId);
  }, 60_000);
});
