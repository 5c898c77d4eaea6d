import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apq, get, manifest, operation, overSocket, post, sha } from '../testing-client.ts';
import { startTestGateway } from '../testing-gateway.ts';
import { readManifest } from './read-manifest.ts';

type Running = Awaited<ReturnType<typeof startTestGateway>>;
const hour = 'query Hour { hour }';

describe('an automatic persisted query', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startTestGateway();
  });
  afterAll(() => running.stop());

  it('is asked for by its hash, sent once, and then run by its hash alone, over POST, GET and a socket', async () => {
    const extensions = apq(hour);
    expect(await post(running, { extensions })).toMatchObject({
      status: 200,
      data: undefined,
      code: 'PERSISTED_QUERY_NOT_FOUND',
    });
    expect(await overSocket(running, { query: '', extensions })).toEqual({
      code: 'PERSISTED_QUERY_NOT_FOUND',
    });
    expect(await post(running, { query: hour, extensions })).toMatchObject({
      status: 200,
      data: { hour: 12 },
    });
    expect(await post(running, { extensions })).toMatchObject({ status: 200, data: { hour: 12 } });
    expect(await get(running, { extensions })).toMatchObject({ status: 200, data: { hour: 12 } });
    expect(await overSocket(running, { query: '', extensions })).toEqual({ data: { hour: 12 } });
  });

  it('is refused with the hash of another document, and is not kept where it does not fit the schema', async () => {
    const wrong = await post(running, { query: '{ hour }', extensions: apq(hour) });
    expect(wrong).toMatchObject({ status: 400, code: 'PERSISTED_QUERY_HASH_MISMATCH' });
    const bad = '{ nothing }';
    expect((await post(running, { query: bad, extensions: apq(bad) })).code).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect((await post(running, { extensions: apq(bad) })).code).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  it.each([{ version: 2, sha256Hash: sha(hour) }, { version: 1, sha256Hash: 'x' }, 'x', { version: 1 }])(
    'named by %j is refused as input',
    async (persistedQuery) => {
      expect(await post(running, { extensions: { persistedQuery } })).toMatchObject({
        status: 400,
        code: 'BAD_INPUT',
      });
    },
  );

  it('is not supported where none are kept', async () => {
    const without = await startTestGateway({ GATEWAY_AUTOMATIC_MAX: '0' });
    expect((await post(without, { extensions: apq(hour) })).code).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    await without.stop();
  });

  it('is forgotten when later ones take the bytes that there are, and is none where it is too long to be read', async () => {
    const small = await startTestGateway({ GATEWAY_AUTOMATIC_BYTES_MAX: '5000', GATEWAY_LENGTH_MAX: '1500' });
    const commented = (length: number) => `${hour} #`.padEnd(length, 'x');
    const keep = (query: string) => post(small, { query, extensions: apq(query) });
    const isKept = async (query: string) => isHour(await post(small, { extensions: apq(query) }));
    const isHour = ({ data }: { data: unknown }) => data !== undefined;
    for (const length of [1_498, 1_499]) expect(isHour(await keep(commented(length)))).toBe(true);
    expect([await isKept(commented(1_498)), await isKept(commented(1_499))]).toEqual([false, true]);
    for (const length of [30, 31]) await keep(commented(length));
    expect([await isKept(commented(30)), await isKept(commented(1_499))]).toEqual([true, true]);
    expect(await keep(commented(1_501))).toMatchObject({ status: 400, code: 'LENGTH_LIMIT_EXCEEDED' });
    expect(await isKept(commented(1_501))).toBe(false);
    await small.stop();
  });

  it('by GET may be kept by whoever asked, and is not sent again while it is the same', async () => {
    const first = await get(running, { query: hour });
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toBe('authorization, x-api-key, accept, accept-encoding');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    expect((await get(running, { query: hour }, { 'if-none-match': etag })).status).toBe(304);
    const other = await get(running, { query: '{ again { hour } }' }, { 'if-none-match': etag });
    expect(other).toMatchObject({ status: 200, data: { again: { hour: 12 } } });
    expect((await get(running, { query: '{ nothing }' })).headers.get('etag')).toBeNull();
  });
});

describe('a registered operation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastmile-manifests-'));
  const path = join(folder, 'terminals.json');
  let running: Record<'off' | 'log' | 'safelist' | 'ids', Running>;
  beforeAll(async () => {
    writeFileSync(path, manifest(operation(hour), operation('query Gone { gone }', { id: 'gone' })));
    const start = (mode: string) =>
      startTestGateway({ GATEWAY_MANIFESTS: folder, GATEWAY_PERSISTED_MODE: mode });
    const [off, log, safelist, ids] = await Promise.all(['off', 'log', 'safelist', 'ids'].map(start));
    running = { off, log, safelist, ids } as typeof running;
  });
  afterAll(async () => {
    await Promise.all(Object.values(running).map((one) => one.stop()));
    rmSync(folder, { recursive: true });
  });

  it.each(['off', 'log', 'safelist', 'ids'] as const)(
    'is run by its id, mode %s, over each transport',
    async (mode) => {
      const documentId = sha(hour);
      const answer = { data: { hour: 12 } };
      expect(await post(running[mode], { documentId })).toMatchObject(answer);
      expect(await get(running[mode], { documentId })).toMatchObject(answer);
      expect(await get(running[mode], { extensions: apq(hour) })).toMatchObject(answer);
      expect(await overSocket(running[mode], { query: '', extensions: apq(hour) })).toEqual(answer);
    },
  );

  it.each([
    ['off', 200, 200, undefined],
    ['log', 200, 200, undefined],
    ['safelist', 200, 400, 'OPERATION_NOT_IN_SAFELIST'],
    ['ids', 400, 400, 'PERSISTED_QUERY_ID_REQUIRED'],
  ] as const)(
    'as text, mode %s, whatever its white space, and text that is not registered',
    async (mode, known, unknown, code) => {
      const spaced = '# a comment\nquery   Hour {\n  hour,\n}';
      expect((await post(running[mode], { query: spaced })).status).toBe(known);
      const other = await post(running[mode], { query: 'query Other { again { hour } }' });
      expect([other.status, other.code]).toEqual([unknown, code]);
      expect((await get(running[mode], { query: '{ again { hour } }' })).code).toBe(code);
      expect((await overSocket(running[mode], { query: '{ again { hour } }' })).code).toBe(code);
    },
  );

  it('an automatic persisted query is no way into the list', async () => {
    const sneaked = '{ again { hour } }';
    for (const mode of ['safelist', 'ids'] as const) {
      expect((await post(running[mode], { query: sneaked, extensions: apq(sneaked) })).status).toBe(400);
      const again = await post(running[mode], { extensions: apq(sneaked) });
      expect(again.status).toBe(400);
      expect(again.code).not.toBe('PERSISTED_QUERY_NOT_FOUND');
    }
  });

  it('is refused by an id that nobody registered, with another body beside it, and where it does not fit the schema', async () => {
    expect((await post(running.off, { documentId: 'nobody' })).code).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    const both = await post(running.safelist, { documentId: sha(hour), query: '{ again { hour } }' });
    expect(both).toMatchObject({ status: 400, code: 'DOCUMENT_ID_WITH_QUERY' });
    expect((await post(running.off, { documentId: 'gone' })).code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('is there without a restart when its manifest changes, and a broken manifest changes nothing', async () => {
    const minute = 'query Minute { again { hour } }';
    writeFileSync(path, '{');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await post(running.ids, { documentId: sha(hour) })).toMatchObject({ data: { hour: 12 } });
    writeFileSync(path, manifest(operation('query Hour { nothing }', { id: sha(hour) })));
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await post(running.ids, { documentId: sha(hour) })).toMatchObject({ data: { hour: 12 } });
    writeFileSync(path, manifest(operation(minute)));
    for (let tries = 0; tries < 100; tries += 1) {
      const { data } = await post(running.ids, { documentId: sha(minute) });
      if (data) break;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(await post(running.ids, { documentId: sha(minute) })).toMatchObject({
      data: { again: { hour: 12 } },
    });
    expect((await post(running.ids, { documentId: sha(hour) })).code).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  it('needs to be known: a mode without manifests, or a folder that is not there, does not start', async () => {
    await expect(startTestGateway({ GATEWAY_PERSISTED_MODE: 'ids' })).rejects.toThrow(
      /say by GATEWAY_MANIFESTS/,
    );
    await expect(startTestGateway({ GATEWAY_MANIFESTS: join(folder, 'nowhere') })).rejects.toThrow(/ENOENT/);
  });
});

describe('a manifest', () => {
  it.each([
    ['{', /is no JSON/],
    ['{"format":"other","version":1,"operations":[]}', /format/],
    [manifest(operation('query A { a')), /the operation A: its body is not GraphQL/],
    [manifest(operation('query A { a }', { name: 'B' })), /its body is called A/],
    [manifest(operation('query A { a }', { type: 'mutation' })), /a query, not a mutation/],
    [manifest(operation('query A { a } query B { b }')), /not exactly one operation/],
    [manifest(operation('query A { a }'), operation('query A { a }')), /its id stands there twice/],
  ])('that says %s is refused, with what to mend', (text, why) => {
    expect(() => readManifest('terminals.json', text)).toThrow(why);
  });
});
