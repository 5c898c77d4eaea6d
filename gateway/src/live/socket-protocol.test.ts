import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { WebSocket } from 'ws';
import { clockSdl, startTestGateway } from '../testing-gateway.ts';

const ann: Actor = { ...anonymous, kind: 'user', id: 'ann', sessionId: 'session-1', version: 1 };
type Running = Awaited<ReturnType<typeof startTestGateway>>;
let running: Running;

async function start(env: Record<string, string> = {}): Promise<Running> {
  running = await startTestGateway(env);
  running.actors.set('session-1', ann);
  return running;
}
afterEach(() => running.stop());

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not come to be');
}

/** A socket without a client library: what is sent and heard is the protocol itself. */
async function open(protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, protocol);
  const heard: Record<string, unknown>[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(data.toString())));
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  await once(socket, 'open');
  const say = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const next = async (): Promise<Record<string, unknown>> => {
    await until(() => heard.length > 0);
    return heard.shift() ?? {};
  };
  return { socket, heard, closed, say, next };
}

async function openReady(params?: Record<string, unknown>) {
  const raw = await open();
  raw.say({ type: 'connection_init', ...(params && { payload: params }) });
  expect(await raw.next()).toEqual({ type: 'connection_ack' });
  return raw;
}

const subscribe = (id: string, query = 'subscription { ticked }') => ({
  ...{ id, type: 'subscribe', payload: { query } },
});

/** Subscribed, and something that was asked for later has been answered: by then it hears. */
async function hears({ say, next }: Awaited<ReturnType<typeof openReady>>, id = 'a'): Promise<void> {
  say(subscribe(id));
  await until(() => running.ticks.size === 1);
  say(subscribe('later', '{ hour }'));
  expect(await next()).toMatchObject({ id: 'later', type: 'next' });
  expect(await next()).toEqual({ id: 'later', type: 'complete' });
}

describe('graphql-transport-ws', () => {
  it.each([
    ['what is no JSON', 4400, ['{']],
    ['a message of no type', 4400, [{ id: 'a' }]],
    ['an unknown type', 4400, [{ type: 'start' }]],
    ['a subscribe without an id', 4400, [{ type: 'subscribe', payload: { query: '{ hour }' } }]],
    ['a subscribe without a query', 4400, [{ type: 'subscribe', id: 'a', payload: {} }]],
    [
      'variables that are a list',
      4400,
      [{ type: 'subscribe', id: 'a', payload: { query: '{ hour }', variables: [] } }],
    ],
    ['a subscribe before connection_init', 4401, [subscribe('a')]],
    ['a second connection_init', 4429, [{ type: 'connection_init' }, { type: 'connection_init' }]],
    ['a bad token', 4403, [{ type: 'connection_init', payload: { Authorization: 'Bearer abc' } }]],
  ])('closes for %s with %i', async (_what, code, messages) => {
    await start();
    const { say, closed } = await open();
    for (const message of messages) say(message);
    expect((await closed).code).toBe(code);
  });

  it('closes with 4408 who does not begin in time, and 4406 who speaks something else', async () => {
    await start({ GATEWAY_SOCKET_INIT_MS: '50' });
    const silent = await open();
    expect((await silent.closed).code).toBe(4408);
    const other = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`);
    const [code] = await once(other, 'close');
    expect(code).toBe(4406);
  });

  it('closes with 4409 for an id that is in use, which is free again after complete', async () => {
    await start();
    const { say, closed } = await openReady();
    say(subscribe('a'));
    await until(() => running.ticks.size === 1);
    say({ id: 'a', type: 'complete' });
    await until(() => running.ticks.size === 0);
    say(subscribe('a'));
    await until(() => running.ticks.size === 1);
    say(subscribe('a'));
    expect(await closed).toEqual({ code: 4409, reason: 'There is a subscriber for a already' });
    await until(() => running.ticks.size === 0);
  });

  it('closes with 1009 for a frame that is too long', async () => {
    await start({ GATEWAY_SOCKET_FRAME_BYTES_MAX: '1000' });
    const { say, closed } = await openReady();
    say(subscribe('a', `subscription { ticked } #${'x'.repeat(1_000)}`));
    expect((await closed).code).toBe(1009);
  });

  it('answers a ping with its payload, and pings by itself; who answers none is cut', async () => {
    await start({ GATEWAY_SOCKET_PING_MS: '100' });
    const { socket, say, next, closed } = await openReady();
    say({ type: 'ping', payload: { at: 1 } });
    expect(await next()).toEqual({ type: 'pong', payload: { at: 1 } });
    await once(socket, 'ping');
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    socket.resume();
    expect((await closed).code).toBe(1006);
  });

  it('carries many operations on one socket, each with its own answers, queries among them', async () => {
    await start();
    const { say, next, heard } = await openReady();
    for (const id of ['a', 'b']) say(subscribe(id));
    say(subscribe('ü"', '{ hour }'));
    expect(await next()).toEqual({ id: 'ü"', type: 'next', payload: { data: { hour: 12 } } });
    expect(await next()).toEqual({ id: 'ü"', type: 'complete' });
    await until(() => running.ticks.size === 1);
    running.tick(7);
    await until(() => heard.length === 2);
    expect(heard).toEqual([
      { id: 'a', type: 'next', payload: { data: { ticked: 7 } } },
      { id: 'b', type: 'next', payload: { data: { ticked: 7 } } },
    ]);
  });

  it('tells an operation that cannot run why, and stays open', async () => {
    await start();
    const { say, next } = await openReady();
    for (const field of ['nothing', 'ticked @skip(if: true)']) {
      say(subscribe('a', `subscription { ${field} }`));
      expect(await next()).toMatchObject({
        ...{ id: 'a', type: 'error', payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
      });
    }
    say(subscribe('a', '{ hour }'));
    expect(await next()).toMatchObject({ id: 'a', type: 'next' });
  });

  it('carries long answers', async () => {
    await start();
    const { say, next } = await openReady();
    for (const length of [60, 126, 70_000]) {
      const id = 'i'.repeat(length);
      say(subscribe(id, '{ hour }'));
      expect(await next()).toMatchObject({ id, type: 'next' });
      expect(await next()).toEqual({ id, type: 'complete' });
    }
  });

  it('bounds the operations of a socket', async () => {
    await start({ GATEWAY_SUBSCRIPTIONS_PER_SOCKET_MAX: '2' });
    const { say, next } = await openReady();
    for (const id of ['a', 'b', 'c']) say(subscribe(id));
    expect(await next()).toMatchObject({
      ...{ id: 'c', type: 'error', payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', limit: 2 } }] },
    });
  });

  it('bounds the sockets of a user (1013) and of an address (429)', async () => {
    await start({ GATEWAY_SOCKETS_PER_USER_MAX: '1', GATEWAY_SOCKETS_PER_ADDRESS_MAX: '2' });
    const authorization = `Bearer ${await running.token()}`;
    const first = await openReady({ authorization });
    const second = await open();
    second.say({ type: 'connection_init', payload: { authorization } });
    expect((await second.closed).code).toBe(1013);
    const third = await openReady();
    await expect(open()).rejects.toThrow(/429/);
    first.socket.close();
    third.socket.close();
    await until(() => first.socket.readyState === WebSocket.CLOSED);
    await openReady({ authorization });
  });

  it('ends with 1001 when the gateway stops', async () => {
    await start();
    const { closed } = await openReady();
    await running.stop();
    expect((await closed).code).toBe(1001);
  });
});

describe('rights over a socket', () => {
  it('end it with 4403 when the token expires', async () => {
    await start();
    const { closed } = await openReady({ authorization: `Bearer ${await running.shortToken(1)}` });
    expect(await closed).toEqual({
      code: 4403,
      reason: 'The access token has expired: refresh it and connect again',
    });
  });

  it('end it with 4403 with the session, and with 1012 when they change: no event comes after that', async () => {
    await start();
    running.actors.set('session-2', { ...ann, id: 'bob', sessionId: 'session-2' });
    const sockets = [
      await openReady({ authorization: `Bearer ${await running.token()}` }),
      await openReady({ authorization: `Bearer ${await running.token({ sub: 'bob', sid: 'session-2' })}` }),
    ];
    for (const raw of sockets) await hears(raw);
    running.gateway.rights.sessionEnded('session-1');
    running.gateway.rights.userChanged('bob');
    running.tick(1);
    const codes = await Promise.all(sockets.map(async ({ closed }) => (await closed).code));
    expect(codes).toEqual([4403, 1012]);
    expect(sockets.map(({ heard }) => heard)).toEqual([[], []]);
  });

  it('are asked for again before the next event when changes may have been missed', async () => {
    await start();
    const authorization = `Bearer ${await running.token()}`;
    const [same, changed] = [await openReady({ authorization }), await openReady({ authorization })];
    for (const raw of [same, changed]) await hears(raw);
    running.gateway.rights.unsure();
    running.tick(1);
    expect([await same.next(), await changed.next()]).toMatchObject([{ type: 'next' }, { type: 'next' }]);
    running.actors.set('session-1', { ...ann, version: 2 });
    running.gateway.rights.unsure();
    running.tick(2);
    expect([(await same.closed).code, (await changed.closed).code]).toEqual([1012, 1012]);
    expect([same.heard, changed.heard]).toEqual([[], []]);
  });
});

describe('a client that does not read', () => {
  it('is cut with 4008 once too much waits for it; another one misses nothing', async () => {
    await start({ GATEWAY_SOCKET_BUFFER_BYTES_MAX: '10000' });
    const [reads, stalls] = [await openReady(), await openReady()];
    // The answers are small, so a long id makes them long for this socket alone.
    const id = 'x'.repeat(50_000);
    await hears(stalls, id);
    await hears(reads);
    stalls.socket.pause();
    const count = 400;
    for (let tick = 0; tick < count; tick += 1) {
      running.tick(tick);
      if (tick % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until(() => reads.heard.length === count);
    stalls.socket.resume();
    expect((await stalls.closed).code).toBe(4008);
    expect(stalls.heard.length).toBeLessThan(count);
    expect(reads.heard.map(({ payload }) => (payload as { data: { ticked: number } }).data.ticked)).toEqual(
      Array.from({ length: count }, (_, tick) => tick),
    );
  });
});

describe('a client that is up to something', () => {
  const deep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;

  it('is closed with 4400 for messages that are nested without end', async () => {
    await start();
    const { say, closed } = await open();
    say(`{"type":"ping","payload":${deep}}`);
    expect(await closed).toEqual({ code: 4400, reason: 'A message is nested at most 200 deep' });
    expect((await running.ask('{ hour }')).json).toEqual({ data: { hour: 12 } });
  });

  it('is closed with 4409 also for an id whose letters take several bytes each', async () => {
    await start();
    const { say, closed } = await openReady();
    for (let times = 0; times < 2; times += 1) say(subscribe('漢'.repeat(60)));
    const { code, reason } = await closed;
    expect([code, reason]).toEqual([4409, expect.stringMatching(/^There is a subscriber for 漢+$/)]);
  });

  it.each([
    ['pongs', () => ({ type: 'ping', payload: { a: 'x'.repeat(9_000) } })],
    ['errors', (times: number) => subscribe(`${times}${'x'.repeat(9_000)}`, '{ hour')],
  ])('is cut with 4008 when it does not read its %s', async (_what, message) => {
    await start({ GATEWAY_SOCKET_BUFFER_BYTES_MAX: '100000', GATEWAY_RATE_ADDRESS: '0' });
    const { socket, say, closed } = await openReady();
    socket.pause();
    let code: number | undefined;
    void closed.then((told) => {
      code = told.code;
    });
    // By then the system's own buffers are full.
    for (let times = 0; times < 2_000; times += 1) {
      say(message(times));
      if (times % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.resume();
    await until(() => code !== undefined);
    expect(code).toBe(4008);
  });
});

describe('an upgrade', () => {
  it.each(['//', 'http://x:99999/graphql', 'http://['])(
    'to %s, which is no address, is refused',
    async (target) => {
      await start();
      const wire = connect(Number(new URL(running.url).port), '127.0.0.1');
      wire.write(
        `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      expect(String((await once(wire, 'data'))[0])).toMatch(/^HTTP\/1.1 400 /);
      expect((await running.ask('{ hour }')).status).toBe(200);
    },
  );

  it('elsewhere, or by a page of another origin, is refused', async () => {
    await start();
    const place = running.url.replace('http', 'ws');
    await expect(once(new WebSocket(`${place}/other`, 'graphql-transport-ws'), 'open')).rejects.toThrow(
      /404/,
    );
    const foreign = new WebSocket(`${place}/graphql`, 'graphql-transport-ws', {
      origin: 'https://evil.example',
    });
    await expect(once(foreign, 'open')).rejects.toThrow(/403/);
  });

  it('that breaks off leaves the gateway standing', async () => {
    await start();
    const wire = connect(Number(new URL(running.url).port), '127.0.0.1');
    await once(wire, 'connect');
    wire.write('GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
    wire.destroy();
    await openReady();
  });
});

describe('an upstream that is gone', () => {
  it('is told with a code; the socket stays, and the subscription works again when it is back', async () => {
    let isDown = true;
    const end = { done: true as const, value: undefined };
    const ticks = {
      next: () => new Promise<never>(() => {}),
      return: async () => end,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
    let subscribed = 0;
    running = await startTestGateway(
      {},
      {
        sdl: clockSdl,
        source: {
          execute: async () => ({ data: { hour: 12 } }),
          subscribe: async () => {
            if (isDown) throw new Error('connect ECONNREFUSED 10.0.0.7:4001');
            subscribed += 1;
            return ticks;
          },
        },
      },
    );
    const { say, next } = await openReady();
    say(subscribe('a'));
    const told = await next();
    expect(told).toMatchObject({
      ...{ id: 'a', type: 'error', payload: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] },
    });
    expect(JSON.stringify(told)).not.toContain('10.0.0.7');
    isDown = false;
    say(subscribe('a'));
    await until(() => subscribed === 1);
  });
});
