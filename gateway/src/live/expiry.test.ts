import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { newApiKey, readApiKey } from '@lastmile/kernel/api-key';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { post } from '../testing-client.ts';
import { startTestGateway } from '../testing-gateway.ts';
import { LiveCaller } from './live-caller.ts';
import { LiveCallers } from './live-callers.ts';

const ann: Actor = { ...anonymous, kind: 'user', id: 'ann', sessionId: 'session-1', version: 1 };
let running: Awaited<ReturnType<typeof startTestGateway>>;
const clients: Client[] = [];
/** An event every few milliseconds, from before the expiry until after it. */
let ticking: NodeJS.Timeout;

beforeEach(async () => {
  running = await startTestGateway();
  running.actors.set('session-1', ann);
  let count = 0;
  ticking = setInterval(() => running.tick(count++), 5);
});
afterEach(async () => {
  clearInterval(ticking);
  for (const client of clients.splice(0)) await client.dispose();
  await running.stop();
});

type Credentials = { headers: Record<string, string>; expiresAt: number };

/** As tokens have it, to the second. */
async function aToken(seconds: number): Promise<Credentials> {
  const expiresAt = (Math.floor(Date.now() / 1_000) + seconds) * 1_000;
  return { headers: { authorization: `Bearer ${await running.shortToken(seconds)}` }, expiresAt };
}

/** To the millisecond, and just after a full second: what is rounded up is as late as can be. */
async function aKey(ms: number): Promise<Credentials> {
  const key = newApiKey();
  const expiresAt = Math.ceil((Date.now() + ms) / 1_000) * 1_000 + 37;
  running.keys.set(readApiKey(key)?.prefix ?? '', {
    ...{ apiKeyId: 'key-1', expiresAt: new Date(expiresAt).toISOString() },
    actor: { ...anonymous, kind: 'partner', id: 'partner-1', version: 1 },
    partner: { id: 'partner-1', name: 'tills', quotaPerMinute: 1_000, quotaPerDay: 1_000 },
  });
  return { headers: { 'x-api-key': key }, expiresAt };
}

const query = 'subscription { ticked }';

interface Heard {
  lastAt: number;
  closedAt: number;
  how: string;
}

function overSocket(headers: Record<string, string>): Promise<Heard> {
  return new Promise((resolve) => {
    const heard = { lastAt: 0, closedAt: 0, how: '' };
    const client = createClient({
      url: `${running.url.replace('http', 'ws')}/graphql`,
      ...{ webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: headers },
      on: {
        closed: (event) => {
          const { code, reason } = event as { code: number; reason: string };
          resolve({ ...heard, closedAt: Date.now(), how: `${code} ${reason}` });
        },
      },
    });
    clients.push(client);
    const next = () => {
      heard.lastAt = Date.now();
    };
    client.subscribe({ query }, { next, error: () => {}, complete: () => {} });
  });
}

async function overStream(headers: Record<string, string>): Promise<Heard> {
  const heard = { lastAt: 0, closedAt: 0, how: '' };
  const answer = await fetch(`${running.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { ...headers, accept: 'text/event-stream' },
  });
  for await (const part of answer.body ?? []) {
    const text = Buffer.from(part as Uint8Array).toString();
    if (text.includes('"ticked"')) heard.lastAt = Date.now();
    heard.how = /"message":"[^"]+","extensions":{"code":"\w+"/.exec(text)?.[0] ?? heard.how;
  }
  return { ...heard, closedAt: Date.now() };
}

/** What is on its way from one end to the other within a process, on a machine that has other things to do. */
const onItsWayMs = 800;

describe('whoever is connected', () => {
  it.each([
    [
      'a token, over a socket',
      aToken,
      overSocket,
      3,
      '4403 The access token has expired: refresh it and connect again',
    ],
    ['a key, over a socket', aKey, overSocket, 1_500, '4403 The API key has expired'],
    ['a token, over a stream', aToken, overStream, 3, 'The access token has expired'],
    ['a key, over a stream', aKey, overStream, 1_500, 'The API key has expired'],
  ] as const)(
    'hears until the moment of expiry, and no longer, with %s',
    async (_what, make, hear, in_, how) => {
      const { headers, expiresAt } = await make(in_);
      const heard = await hear(headers);
      expect(heard.how).toContain(how);
      expect(heard.closedAt - expiresAt).toBeGreaterThanOrEqual(0);
      expect(heard.closedAt - expiresAt).toBeLessThan(onItsWayMs);
      expect(heard.lastAt - expiresAt).toBeLessThan(onItsWayMs);
      expect(heard.lastAt).toBeGreaterThan(expiresAt - 1_000);
    },
  );

  it('stays with a key that holds for longer than a timer can', async () => {
    const { headers } = await aKey(60 * 24 * 3_600_000);
    let heard: Heard | undefined;
    void overSocket(headers).then((end) => {
      heard = end;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([heard, running.ticks.size]).toEqual([undefined, 1]);
  });

  it('is refused after it has expired, whatever is remembered of it', async () => {
    const { headers, expiresAt } = await aKey(0);
    expect((await post(running, { query: '{ hour }' }, headers)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, expiresAt + 2 - Date.now()));
    expect((await post(running, { query: '{ hour }' }, headers)).status).toBe(401);
    expect((await overSocket(headers)).how).toMatch(/^4403 The API key/);
    // Requests have some seconds for clocks that differ; what goes on being told has none.
    const late = { authorization: `Bearer ${await running.shortToken(-2)}` };
    expect((await overSocket(late)).how).toMatch(/^4403 The access token has expired/);
    const stream = await fetch(`${running.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { ...late, accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(401);
  });
});

describe('a caller whose rights have expired', () => {
  it('is told nothing more, though the timer be late, and is closed with 4403', async () => {
    const closed: number[] = [];
    const identity = (expiresInMs: number) => ({
      actor: ann,
      standing: {
        kind: 'session',
        id: 'session-1',
        holderId: 'ann',
        expiresAt: Date.now() + expiresInMs,
      } as const,
    });
    let left = 50;
    const caller = new LiveCaller(
      { address: '127.0.0.1', userAgent: '' },
      { close: (code) => void closed.push(code), ping: () => {} },
      { identify: async () => identity(left), expectRights: () => {} },
      {},
    );
    await caller.identify();
    const told: string[] = [];
    caller.tell(() => told.push('before'));
    while (caller.isSure);
    caller.tell(() => told.push('after'));
    expect([told, closed]).toEqual([['before'], [4403]]);
    left = -1;
    await expect(caller.identify()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('a caller that left while it was asked about', () => {
  it('counts no longer', async () => {
    const callers = new LiveCallers({ perUserMax: 1, perPartnerMax: 1, perAddressMax: 1, pingMs: 1_000 });
    const caller = (connection = { close: () => {}, ping: () => {} }) =>
      new LiveCaller({ address: '127.0.0.1', userAgent: '' }, connection, identification, {});
    const standing = { kind: 'session', id: 's', holderId: 'ann', expiresAt: Date.now() + 60_000 } as const;
    const identification = { identify: async () => ({ actor: ann, standing }), expectRights: () => {} };
    const gone = caller();
    callers.add(gone);
    callers.remove(gone);
    await gone.identify();
    callers.identified(gone);
    const next = caller();
    callers.add(next);
    await next.identify();
    expect(callers.identified(next)).toBe(true);
    callers.stop();
  });
});
