import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous } from '@lastmile/kernel/actor';
import { type ApiKeyState, newApiKey, readApiKey } from '@lastmile/kernel/api-key';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { apq, get, manifest, operation, overSocket, post, sha, type Told } from '../testing-client.ts';
import { sdlOf, startTestGateway } from '../testing-gateway.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@tag"])\n';
const authSdl = `${link} type Query { whoami: String! @tag(name: "till") } type Mutation { join: Boolean! }`;
const clockSdl = `${link} type Query { hour: Int @tag(name: "till") minute: Int again: Query! } type Subscription { ticked: Int! @tag(name: "till") }`;

const hour = 'query Hour { hour }';
const minute = 'query Minute { minute }';
const ticked = 'subscription Ticked { ticked }';

type Running = Awaited<ReturnType<typeof startTestGateway>>;
const folder = mkdtempSync(join(tmpdir(), 'lastmile-partners-'));
const metrics = createMetrics({ service: 'test' });
let running: Running;

beforeAll(async () => {
  writeFileSync(
    join(folder, 'tills.json'),
    manifest(...[hour, minute, ticked].map((body) => operation(body))),
  );
  writeFileSync(join(folder, 'tills.contract.json'), '{"includeTags": ["till"]}');
  writeFileSync(join(folder, 'others.json'), manifest(operation('query Whoami { whoami }')));
  running = await startTestGateway(
    { GATEWAY_PARTNERS: folder, GATEWAY_EXPLORER: 'false' },
    undefined,
    metrics,
  );
  writeFileSync(running.supergraphPath, sdlOf(authSdl, clockSdl));
  await eventually(async () => isAnswered(await keyHolder('tills').ask({ query: hour })));
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true });
});

/** A key of a partner, that signs in until the test says otherwise. */
function keyHolder(name: string, more: Partial<ApiKeyState['partner']> = {}, expiresInMs = 60_000) {
  const key = newApiKey();
  const prefix = readApiKey(key)?.prefix ?? '';
  const id = `partner ${name} ${prefix}`;
  const state: ApiKeyState = {
    apiKeyId: `key ${prefix}`,
    expiresAt: new Date(Date.now() + expiresInMs).toISOString(),
    actor: {
      ...{ ...anonymous, kind: 'partner', id, version: 1 },
      staff: [{ permissions: ['account:read'], scope: { legalEntities: 'all', regions: 'all' } }],
    },
    partner: { id, name, quotaPerMinute: 1_000, quotaPerDay: 1_000, ...more },
  };
  running.keys.set(prefix, state);
  const headers = { 'x-api-key': key };
  return {
    ...{ key, prefix, id, headers, apiKeyId: state.apiKeyId },
    ask: (body: Record<string, unknown>) => post(running, body, headers),
    revoke: () => {
      running.keys.delete(prefix);
      running.gateway.rights.apiKeyRevoked({ apiKeyId: state.apiKeyId, partnerId: id });
    },
  };
}

const isAnswered = ({ code }: Told) => code === undefined;

async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('It did not come about');
}

describe('A partner', () => {
  it('runs what is registered for it, by text and by id, over every transport', async () => {
    const { ask, headers } = keyHolder('tills');
    const answer = { data: { hour: 12 } };
    expect(await ask({ query: `# white space\n${hour}` })).toMatchObject(answer);
    expect(await ask({ documentId: sha(hour) })).toMatchObject(answer);
    expect(await get(running, { documentId: sha(hour) }, headers)).toMatchObject(answer);
    expect(await get(running, { extensions: apq(hour) }, headers)).toMatchObject(answer);
    expect(await overSocket(running, { query: hour }, headers)).toEqual(answer);
    expect(await overSocket(running, { query: '', extensions: apq(hour) }, headers)).toEqual(answer);
    const stream = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ documentId: sha(hour) }),
    });
    expect(await stream.text()).toContain('{"data":{"hour":12}}');
  });

  it('runs nothing else: not as text, by another’s id, nor once it was persisted automatically', async () => {
    const { ask, headers } = keyHolder('tills');
    const free = '{ hour again { hour } }';
    const code = 'OPERATION_NOT_IN_SAFELIST';
    expect(await ask({ query: free })).toMatchObject({ status: 400, code });
    expect((await get(running, { query: free }, headers)).code).toBe(code);
    expect((await overSocket(running, { query: free }, headers)).code).toBe(code);
    expect((await ask({ documentId: sha('query Whoami { whoami }') })).code).toBe(
      'PERSISTED_QUERY_NOT_IN_LIST',
    );
    expect((await ask({ documentId: sha(hour), query: free })).code).toBe('DOCUMENT_ID_WITH_QUERY');
    expect((await ask({ query: free, extensions: apq(hour) })).code).toBe(code);
    expect((await post(running, { query: free, extensions: apq(free) })).status).toBe(200);
    expect((await ask({ extensions: apq(free) })).code).toBe(code);
    expect(await keyHolder('nobody').ask({ query: hour })).toMatchObject({ code });
  });

  it('is not asked to register where it is nobody’s partner', async () => {
    expect(await post(running, { query: '{ hour }' })).toMatchObject({ data: { hour: 12 } });
  });

  it('acts with its own rights', async () => {
    const { ask, id } = keyHolder('others');
    expect((await ask({ query: 'query Whoami { whoami }' })).data).toEqual({ whoami: `${id}/0` });
  });

  it.each([
    ['no key at all', 'nonsense', 401, 'UNAUTHENTICATED'],
    ['one that nobody has', newApiKey(), 401, 'UNAUTHENTICATED'],
  ])('is refused with %s', async (_, key, status, code) => {
    expect(await post(running, { query: hour }, { 'x-api-key': key })).toMatchObject({ status, code });
    expect((await overSocket(running, { query: hour }, { 'x-api-key': key })).code).toBe('4403');
  });

  it('is refused with a key and a token, with a key that has expired, and with a key in the address', async () => {
    const { headers, key } = keyHolder('tills');
    const both = await post(running, { query: hour }, { ...headers, authorization: 'Bearer x' });
    expect(both).toMatchObject({ status: 400, code: 'BAD_INPUT' });
    expect((await keyHolder('tills', {}, -1).ask({ query: hour })).status).toBe(401);
    const token = await running.token();
    const named = [{ apiKey: key }, { 'x-api-key': 'x' }, { access_token: 'x' }];
    for (const asked of [
      ...named,
      { q: key },
      { variables: { number: key } },
      { variables: { a: [token] } },
    ]) {
      const told = await get(running, { documentId: sha(hour), ...asked });
      expect(told).toMatchObject({ status: 400, code: 'CREDENTIALS_IN_URL' });
    }
    const encoded = key.replaceAll('_', '%5F').replace('l', '%6c');
    const escaped = encodeURIComponent(`{"number":"${key.replaceAll('_', '\\u005f')}"}`);
    for (const search of [`q=${encoded}`, `q=${encodeURIComponent(encoded)}`, `variables=${escaped}`]) {
      const answer = await fetch(`${running.url}/graphql?documentId=${sha(hour)}&${search}`, { headers });
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('CREDENTIALS_IN_URL'),
      ]);
    }
    expect(
      (await get(running, { documentId: sha(hour), variables: { a: 'film_abcdefghij_12' } }, headers)).status,
    ).toBe(200);
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql?apiKey=${key}`);
    const [failed] = await new Promise<Error[]>((resolve) => socket.on('error', (error) => resolve([error])));
    expect(failed?.message).toContain('400');
  });

  it('is out as soon as its key is revoked, and its sockets with it', async () => {
    const { ask, revoke, headers } = keyHolder('tills');
    const closed = new Promise<number>((resolve) => {
      const client = createClient({
        url: `${running.url.replace('http', 'ws')}/graphql`,
        ...{ webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: headers },
        on: { closed: (event) => resolve((event as { code: number }).code) },
      });
      client.subscribe({ query: ticked }, { next: () => {}, error: () => {}, complete: () => {} });
    });
    await eventually(async () => running.ticks.size > 0);
    expect((await ask({ query: hour })).status).toBe(200);
    revoke();
    expect(await closed).toBe(4403);
    expect(await ask({ query: hour })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('Keys that nobody has', () => {
  it('are asked about a few times a minute for one address, and known ones go on', async () => {
    const guarded = await startTestGateway({ GATEWAY_PARTNERS: folder, GATEWAY_RATE_SENSITIVE: '3' });
    const { key, prefix } = keyHolder('others');
    const whoami = { query: 'query Whoami { whoami }' };
    const state = running.keys.get(prefix);
    if (state) guarded.keys.set(prefix, state);
    const known = () => post(guarded, whoami, { 'x-api-key': key });
    expect((await known()).status).toBe(200);
    const statuses = [];
    for (let tries = 0; tries < 4; tries += 1)
      statuses.push((await post(guarded, whoami, { 'x-api-key': newApiKey() })).status);
    expect(statuses).toEqual([401, 401, 429, 429]);
    expect((await known()).status).toBe(200);
    await guarded.stop();
  });
});

describe('A partner’s quota', () => {
  it('is taken from by what operations may cost, told in headers, and ends in 429 until the minute is over', async () => {
    const { ask } = keyHolder('tills', { quotaPerMinute: 3, quotaPerDay: 100 });
    const { headers } = await ask({ query: hour });
    expect(headers.get('ratelimit-policy')).toBe('"partner-minute";q=3;w=60, "partner-day";q=100;w=86400');
    expect(headers.get('ratelimit')).toMatch(/^"partner-minute";r=\d;t=\d+, "partner-day";r=\d+;t=\d+$/);
    const told = [await ask({ query: hour }), await ask({ query: hour }), await ask({ query: hour })];
    const refused = told.find(({ status }) => status === 429);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED' });
    expect(refused?.errors?.[0]?.extensions).toMatchObject({ limit: 3, limitName: 'partner-minute' });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await keyHolder('tills').ask({ query: hour })).status).toBe(200);
  });

  it('is told on event streams too, counts what is refused, and is not used up by what it has no room for', async () => {
    const { ask, headers } = keyHolder('tills', { quotaPerMinute: 3, quotaPerDay: 2 });
    const stream = () =>
      fetch(`${running.url}/graphql`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ documentId: sha(hour) }),
      });
    const first = await stream();
    await first.text();
    expect(first.headers.get('ratelimit')).toMatch(/^"partner-minute";r=2;t=\d+, "partner-day";r=1;t=\d+$/);
    expect((await ask({ query: '{ hour }' })).code).toBe('OPERATION_NOT_IN_SAFELIST');
    expect((await ask({ query: '{' })).status).toBe(400);
    const refused = await stream();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    const small = keyHolder('tills', { quotaPerDay: 1 });
    await small.ask({ query: hour });
    for (let tries = 0; tries < 3; tries += 1)
      expect((await small.ask({ query: hour })).headers.get('ratelimit')).toMatch(/"partner-day";r=0/);
  });

  it('of the day holds as well, over the socket too', async () => {
    const { ask, headers } = keyHolder('tills', { quotaPerDay: 1 });
    await ask({ query: hour });
    const told = await ask({ query: hour });
    expect(told.errors?.[0]?.extensions).toMatchObject({ limitName: 'partner-day', limit: 1 });
    expect((await overSocket(running, { query: hour }, headers)).code).toBe('RATE_LIMITED');
  });

  it('is told in metrics, by partner and operation, and refusals by their code', async () => {
    const { ask } = keyHolder('tills');
    await ask({ query: hour });
    await ask({ query: '{ hour }' });
    const text = await metrics.text();
    expect(text).toMatch(
      /gateway_partner_operations_total\{[^}]*partner="tills",operation="Hour"[^}]*\} \d+/,
    );
    expect(text).toMatch(/gateway_partner_cost_total\{[^}]*partner="tills",operation="Hour"[^}]*\} \d+/);
    expect(text).toMatch(
      /gateway_partner_refusals_total\{[^}]*partner="tills",code="OPERATION_NOT_IN_SAFELIST"[^}]*\} \d+/,
    );
  });
});

describe('A partner’s part of the schema', () => {
  const sdlAt = (name: string, headers: Record<string, string> = {}) =>
    fetch(`${running.url}/partners/${name}/schema.graphql`, { headers });

  it('is told as SDL at its address, to the partner alone', async () => {
    const { headers } = keyHolder('tills');
    const told = await sdlAt('tills', headers);
    expect([told.status, told.headers.get('content-type')]).toEqual([
      200,
      'application/graphql; charset=utf-8',
    ]);
    expect(await told.text()).toBe(
      'type Query {\n  hour: Int\n  whoami: String!\n}\n\ntype Subscription {\n  ticked: Int!\n}\n',
    );
    const again = await sdlAt('tills', { ...headers, 'if-none-match': told.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    expect((await sdlAt('tills')).status).toBe(401);
    expect((await sdlAt('others', headers)).status).toBe(404);
    expect((await sdlAt('tills', keyHolder('others').headers)).status).toBe(404);
  });

  it('is all that introspection shows, and a registered operation beyond it is not run', async () => {
    const { ask } = keyHolder('tills');
    const { data } = await ask({
      query: '{ __type(name: "Query") { fields { name } } __schema { mutationType { name } } }',
    });
    expect(data).toEqual({
      __type: { fields: [{ name: 'whoami' }, { name: 'hour' }] },
      __schema: { mutationType: null },
    });
    expect(await ask({ query: minute })).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect((await keyHolder('others').ask({ query: '{ __schema { queryType { name } } }' })).code).toBe(
      'OPERATION_NOT_IN_SAFELIST',
    );
  });

  it('is another as soon as its contract is, and a partner that listens begins again', async () => {
    const { ask, headers } = keyHolder('tills');
    const codes: number[] = [];
    const client = createClient({
      url: `${running.url.replace('http', 'ws')}/graphql`,
      ...{ webSocketImpl: WebSocket, connectionParams: headers, retryWait: async () => {} },
      shouldRetry: () => true,
      on: { closed: (event) => codes.push((event as { code: number }).code) },
    });
    client.subscribe({ query: ticked }, { next: () => {}, error: () => {}, complete: () => {} });
    await eventually(async () => running.ticks.size > 0);
    writeFileSync(join(folder, 'tills.contract.json'), '{"excludeTags": ["till"]}');
    await eventually(async () => isAnswered(await ask({ query: minute })));
    expect((await ask({ query: hour })).code).toBe('GRAPHQL_VALIDATION_FAILED');
    await eventually(async () => codes.includes(1012));
    writeFileSync(join(folder, 'tills.contract.json'), '{');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(isAnswered(await ask({ query: minute }))).toBe(true);
    writeFileSync(join(folder, 'tills.contract.json'), '{"includeTags": ["nobody"]}');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(isAnswered(await ask({ query: minute }))).toBe(true);
    writeFileSync(join(folder, 'tills.contract.json'), '{"includeTags": ["till"]}');
    await eventually(async () => isAnswered(await ask({ query: hour })));
    await client.dispose();
  });

  it('that the supergraph does not have yet is served as soon as it has it', async () => {
    const { ask } = keyHolder('tills');
    writeFileSync(join(folder, 'tills.contract.json'), '{"includeTags": ["desk"]}');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(isAnswered(await ask({ query: hour }))).toBe(true);
    const next = clockSdl.replace('minute: Int', 'minute: Int @tag(name: "desk")');
    writeFileSync(running.supergraphPath, sdlOf(authSdl, next));
    await eventually(async () => isAnswered(await ask({ query: minute })));
    expect((await ask({ query: hour })).code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
