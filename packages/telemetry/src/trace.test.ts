import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createLog } from './log.ts';
import { recordTraces } from './record-traces.ts';
import { createTracer, noTracer, type Span } from './trace.ts';
import { parseTraceparent } from './traceparent.ts';

const INCOMING = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('a tracer', () => {
  it('nests spans across awaits and gives back what the work gives', async () => {
    const { tracer, spans } = recordTraces('billing');
    const answer = await tracer.span('mutation', { operation: 'payInvoice' }, async () => {
      await new Promise(setImmediate);
      expect(tracer.span('rule', {}, () => 41)).toBe(41);
      return tracer.span('sql', { statement: 'insert' }, async () => 42, { kind: 'client' });
    });
    expect(answer).toBe(42);
    const [rule, sql, mutation] = spans();
    expect(mutation).toMatchObject({
      name: 'mutation',
      service: 'billing',
      attributes: { operation: 'payInvoice' },
    });
    expect(mutation?.parentSpanId).toBeUndefined();
    for (const child of [rule, sql]) {
      expect(child).toMatchObject({ traceId: mutation?.traceId, parentSpanId: mutation?.spanId });
    }
    expect(sql?.kind).toBe('client');
  });

  it('takes in what has just ended, as part of the current span and nowhere else', () => {
    const { tracer, spans } = recordTraces('billing');
    tracer.past('SELECT', {}, 5);
    expect(spans()).toEqual([]);
    tracer.span('request', {}, () => tracer.past('INSERT', { rows: 1 }, 5, new Error('no')));
    const [insert, request] = spans();
    expect(insert).toMatchObject({
      name: 'INSERT',
      kind: 'client',
      failed: true,
      parentSpanId: request?.spanId,
    });
  });

  it('continues a trace that comes in and hands it on to another service', () => {
    const gateway = recordTraces('gateway');
    const billing = recordTraces('billing');
    let carried: string | undefined;
    gateway.tracer.span('request', {}, () => (carried = gateway.tracer.inject().traceparent), {
      parent: INCOMING,
    });
    billing.tracer.span('consume', {}, () => {}, { parent: carried, kind: 'consumer' });
    const [request] = gateway.spans();
    const [consume] = billing.spans();
    expect(request).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
    });
    expect(consume).toMatchObject({
      traceId: request?.traceId,
      parentSpanId: request?.spanId,
      kind: 'consumer',
    });
  });

  it('joins the spans of several services in one process into one trace', () => {
    const gateway = recordTraces('gateway');
    const billing = recordTraces('billing');
    gateway.tracer.span('request', {}, () => billing.tracer.span('fetch', {}, () => {}));
    expect(billing.spans()[0]?.parentSpanId).toBe(gateway.spans()[0]?.spanId);
  });

  it('does not mix traces of concurrent work', async () => {
    const { tracer, spans } = recordTraces('s');
    const one = (id: string) =>
      tracer.span(id, {}, async () => {
        await new Promise(setImmediate);
        await tracer.span(`${id}.inner`, {}, async () => {});
      });
    await Promise.all([one('a'), one('b')]);
    const by = Object.fromEntries(spans().map((span) => [span.name, span]));
    expect(by['a.inner']?.parentSpanId).toBe(by.a?.spanId);
    expect(by['b.inner']?.parentSpanId).toBe(by.b?.spanId);
  });

  it('keeps the span open for a thenable that starts late, as Prisma has them', async () => {
    const { tracer, spans } = recordTraces('s');
    const query = () => tracer.span('query', {}, async () => 3);
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
    const lazy = { then: (...then: Parameters<Promise<number>['then']>) => query().then(...then) };
    expect(await tracer.span('store', {}, () => lazy)).toBe(3);
    expect(spans().map((span) => span.name)).toEqual(['query', 'store']);
    expect(spans()[0]?.parentSpanId).toBe(spans()[1]?.spanId);
  });

  it('follows a caller that does not record', () => {
    const { tracer, spans } = recordTraces('s');
    tracer.span('quiet', {}, () => {}, { parent: INCOMING.replace(/01$/, '00') });
    expect(spans()).toEqual([]);
  });

  it('begins a new trace when what comes in is malformed', () => {
    const { tracer, spans } = recordTraces('s');
    tracer.span('x', {}, () => {}, { parent: 'nonsense' });
    expect(spans()[0]?.parentSpanId).toBeUndefined();
  });

  it.each([
    ['sync', () => boom()],
    ['async', async () => boom()],
  ])('marks a %s failure, passes it on, and keeps personal data out', async (_kind, work) => {
    const { tracer, spans } = recordTraces('s');
    await expect((async () => tracer.span('x', {}, work))()).rejects.toThrow('taken');
    expect(spans()[0]).toMatchObject({ failed: true, attributes: { 'error.code': 'EMAIL_TAKEN' } });
    expect(JSON.stringify(spans())).not.toContain('ada@example.org');
  });

  it('lets the work describe and fail its span', () => {
    const { tracer, spans } = recordTraces('s');
    tracer.span('x', {}, (span) => {
      span.set({ rows: 3 });
      span.event('cached');
      span.fail(new Error('partial'));
      expect(parseTraceparent(span.traceparent)?.spanId).toHaveLength(16);
    });
    expect(spans()[0]).toMatchObject({ failed: true, attributes: { rows: 3 } });
  });
});

function boom(): never {
  throw Object.assign(new Error('ada@example.org is taken'), { code: 'EMAIL_TAKEN' });
}

describe('the exporter', () => {
  it('sends spans to the collector over OTLP/HTTP, at the latest on closing', async () => {
    const paths: string[] = [];
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? '');
      request.on('data', (chunk) => bodies.push(String(chunk)));
      request.on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const tracer = createTracer({ service: 'billing', endpoint: `http://127.0.0.1:${port}` });
    tracer.span('issue-invoice', {}, () => {});
    await tracer.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(paths).toEqual(['/v1/traces']);
    expect(bodies.join('')).toContain('issue-invoice');
  });

  it('says in the log when nobody takes them, and the work goes on', async () => {
    const lines: string[] = [];
    const log = createLog({ service: 's', destination: { write: (line) => lines.push(line) } });
    const tracer = createTracer({ service: 's', endpoint: 'http://127.0.0.1:1', log });
    expect(tracer.span('x', {}, () => 1)).toBe(1);
    await tracer.close();
    expect(lines.join('')).toContain('traces are not taken');
  }, 20_000);

  it.each(['jaeger:4318', 'nonsense', 'ftp://x'])(
    'refuses the endpoint %s and shows a good one',
    (endpoint) => {
      expect(() => createTracer({ service: 's', endpoint })).toThrow(/http:\/\/localhost:4318/);
    },
  );
});

describe('tracing switched off', () => {
  it('is the one no-op tracer', () => {
    expect(createTracer({ service: 's' })).toBe(noTracer);
    expect(createTracer({ service: 's', endpoint: '' })).toBe(noTracer);
  });

  it('does not even load OpenTelemetry', () => {
    const script = `
      import { createRequire } from 'node:module';
      const { createTracer } = await import(${JSON.stringify(new URL('./trace.ts', import.meta.url).href)});
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((f) => f.includes('opentelemetry'));
      createTracer({ service: 's' }).span('x', {}, () => {});
      const off = loaded().length;
      createTracer({ service: 's', endpoint: 'http://127.0.0.1:1' });
      console.log(JSON.stringify({ off, on: loaded().length > 0 }));
      process.exit(0);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(run.stderr).not.toContain('Error');
    expect(JSON.parse(run.stdout)).toEqual({ off: 0, on: true });
  }, 20_000);

  it('calls the work directly and gives back the very same value or promise', () => {
    const promise = Promise.resolve(1);
    let frames = '';
    const given: Span[] = [];
    const result = noTracer.span('x', {}, (span) => {
      given.push(span);
      frames = new Error('where').stack ?? '';
      return promise;
    });
    expect(result).toBe(promise);
    noTracer.span('y', {}, (span) => given.push(span));
    expect(given[0]).toBe(given[1]);
    expect(frames.split('\n')[2]).toContain('trace.ts');
    expect(frames.split('\n')[3]).toContain('trace.test');
    expect(noTracer.inject()).toBe(noTracer.inject());
    expect(noTracer.inject()).toEqual({});
  });

  it('lets a thrown error through as it is', () => {
    const error = new Error('own');
    expect(() =>
      noTracer.span('x', {}, () => {
        throw error;
      }),
    ).toThrow(error);
  });
});

describe('traceparent', () => {
  it.each([
    undefined,
    '',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
    `${INCOMING}-more`,
  ])('is not read from %s', (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('is read from later versions with more parts', () => {
    expect(parseTraceparent(`cc${INCOMING.slice(2)}-more`)).toMatchObject({ traceFlags: 1 });
  });
});
