import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { subscribeResuming } from '@lastmile/federation/live/resuming-client';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { authSdl, sdlOf, startTestGateway } from '../testing-gateway.ts';
import { strikes, strikesSdl } from './testing-strikes.ts';

type Running = Awaited<ReturnType<typeof startTestGateway>>;
let running: Running;
const clients: Client[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await running.stop();
});

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not come to be');
}

const operation = 'subscription Strikes($after: ID) { struck(after: $after) { at } }';

/** The documented client, over sockets that can be cut. */
function listen(url: string) {
  const sockets = new Set<WebSocket>();
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols);
        sockets.add(this);
        this.once('close', () => sockets.delete(this));
      }
    },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20)),
  });
  clients.push(client);
  const heard: number[] = [];
  const ends: unknown[] = [];
  let resyncs = 0;
  let begun = 0;
  subscribeResuming<{ struck: { at: number } }>(
    client,
    { query: operation },
    {
      next: ({ data }) => heard.push(data?.struck.at ?? -1),
      begun: () => {
        begun += 1;
      },
      resync: () => {
        resyncs += 1;
      },
      error: (error) => ends.push(error),
      complete: () => ends.push('complete'),
    },
  );
  const cut = () => {
    for (const socket of sockets) socket.terminate();
  };
  return { heard, ends, cut, resyncs: () => resyncs, begun: () => begun };
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

/** A strike each turn of the event loop or so, with something else happening every now and then. */
async function burst(strike: (at: number) => void, count: number, meanwhile: (at: number) => void) {
  for (let at = 0; at < count; at += 1) {
    strike(at);
    meanwhile(at);
    await new Promise((resolve) => setTimeout(resolve, at % 3 === 0 ? 1 : 0));
  }
}

describe('the documented client', () => {
  it('misses nothing and hears nothing twice while its socket is cut during a burst', async () => {
    const clock = strikes();
    running = await startTestGateway({}, { sdl: strikesSdl, source: clock.source });
    const ears = upTo(20).map(() => listen(running.url));
    await until(() => clock.seen.open === 1 && ears.every(({ begun }) => begun() > 0));
    await burst(clock.strike, 500, (at) => {
      if (at % 20 === 10) for (const { cut } of ears.filter((_, ear) => (ear + at / 10) % 3 === 0)) cut();
    });
    await until(() => ears.every(({ heard }) => heard.at(-1) === 499));
    for (const { heard, ends } of ears) expect([heard, ends]).toEqual([upTo(500), []]);
    clock.strike(500);
    await until(() => ears.every(({ heard }) => heard.at(-1) === 500) && clock.seen.open === 1);
  });

  it('misses nothing while the gateway goes away and comes back', async () => {
    const clock = strikes();
    running = await startTestGateway({}, { sdl: strikesSdl, source: clock.source });
    const ears = upTo(5).map(() => listen(running.url));
    await until(() => clock.seen.open === 1 && ears.every(({ begun }) => begun() > 0));
    await burst(clock.strike, 50, () => {});
    const { port } = new URL(running.url);
    await running.stop();
    for (const at of upTo(50)) clock.strike(50 + at);
    running = await startTestGateway({ GATEWAY_PORT: port }, { sdl: strikesSdl, source: clock.source });
    await until(() => ears.every(({ heard }) => heard.length >= 100));
    clock.strike(100);
    await until(() => ears.every(({ heard }) => heard.at(-1) === 100));
    for (const { heard, ends } of ears) expect([heard, ends]).toEqual([upTo(101), []]);
  });

  it('misses nothing while the supergraph is swapped', async () => {
    const clock = strikes();
    running = await startTestGateway({}, { sdl: strikesSdl, source: clock.source });
    const ears = upTo(5).map(() => listen(running.url));
    await until(() => clock.seen.open === 1 && ears.every(({ begun }) => begun() > 0));
    await burst(clock.strike, 300, (at) => {
      if (at % 100 !== 20) return;
      const sdl = strikesSdl.replace('at: Int', `at: Int more${at}: Int`);
      writeFileSync(running.supergraphPath, sdlOf(authSdl, sdl));
    });
    await until(() => ears.every(({ heard }) => heard.at(-1) === 299));
    for (const { heard, ends } of ears) expect([heard, ends]).toEqual([upTo(300), []]);
    // The schema that took over no longer has the field: told, and not tried again.
    writeFileSync(running.supergraphPath, sdlOf(authSdl, strikesSdl.replace('struck(', 'rung(')));
    await until(() => ears.every(({ ends }) => ends.length > 0));
    expect(ears[0]?.ends).toMatchObject([[{ extensions: { code: 'SCHEMA_CHANGED' } }]]);
  });

  it('over SSE comes back with Last-Event-ID', async () => {
    const clock = strikes();
    running = await startTestGateway({}, { sdl: strikesSdl, source: clock.source });
    for (const at of upTo(5)) clock.strike(at);
    const url = new URL('/graphql', running.url);
    url.searchParams.set('query', 'subscription { struck { at } }');
    const abort = new AbortController();
    const headers = { accept: 'text/event-stream', 'last-event-id': '3' };
    const answer = await fetch(url, { headers, signal: abort.signal });
    let text = '';
    const reading = (async () => {
      for await (const part of answer.body ?? []) text += Buffer.from(part as Uint8Array).toString();
    })().catch(() => {});
    await until(() => text.includes('"at":4'));
    expect(text.replaceAll(':\n\n', '')).toBe(
      [
        'id: 3\ndata: {"data":{"struck":{"at":null}},"extensions":{"cursor":"3","change":"SUBSCRIBED"}}\n\n',
        'id: 4\ndata: {"data":{"struck":{"at":3}},"extensions":{"cursor":"4"}}\n\n',
        'id: 5\ndata: {"data":{"struck":{"at":4}},"extensions":{"cursor":"5"}}\n\n',
      ]
        .map((event) => `event: next\n${event}`)
        .join(''),
    );
    abort.abort();
    await reading;
  });
});
