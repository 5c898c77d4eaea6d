import { afterEach, describe, expect, it } from '@jest/globals';
import type { Source, SourceResult } from '@lastmile/federation/source/source';
import { type Actor, anonymous } from '@lastmile/kernel/actor';
import { startTestGateway } from '../testing-gateway.ts';
import { strikes, strikesSdl } from './testing-strikes.ts';

const ann: Actor = { ...anonymous, kind: 'user', id: 'ann', sessionId: 'session-1' };
let running: Awaited<ReturnType<typeof startTestGateway>>;
afterEach(() => running.stop());

const refusal = (code: string): SourceResult => ({
  errors: [{ message: `It says ${code}.`, extensions: { code } }],
});

/** A subgraph that answers a subscription with a refusal: at once, or as its first word. */
function refusing(code: string, how: 'at once' | 'as its first word', afterMs = 20): Source {
  return {
    execute: async () => ({ data: { hour: 12 } }),
    subscribe: async () => {
      if (how === 'at once') return refusal(code);
      return (async function* () {
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        yield refusal(code);
      })();
    },
  };
}

async function start(source: Source): Promise<void> {
  running = await startTestGateway({}, { sdl: strikesSdl, source });
  running.actors.set('session-1', ann);
}

function listen(headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  const query = encodeURIComponent('subscription { struck { at } }');
  return fetch(`${running.url}/graphql?query=${query}`, {
    method,
    headers: { accept: 'text/event-stream', ...headers },
  });
}

const isStream = (answer: Response) => answer.headers.get('content-type')?.startsWith('text/event-stream');

describe('a subscription that its owner refuses', () => {
  it.each(
    (['at once', 'as its first word'] as const).flatMap((how) =>
      [
        ['UNAUTHENTICATED', 401],
        ['FORBIDDEN', 403],
        ['NOT_FOUND', 404],
        ['BAD_INPUT', 400],
        ['INTERNAL', 500],
      ].map(([code, status]) => [how, code, status] as const),
    ),
  )('%s with %s has the status %i, so that nobody tries again for ever', async (how, code, status) => {
    await start(refusing(String(code), how as 'at once'));
    const answer = await listen({ 'last-event-id': 'nonsense' });
    expect([answer.status, isStream(answer)]).toEqual([status, false]);
    expect(await answer.json()).toMatchObject({
      errors: [{ message: `It says ${code}.`, extensions: { code } }],
    });
  });

  it('for what passes by itself is told in a stream, after which an EventSource comes back', async () => {
    await start(refusing('SUBGRAPH_UNAVAILABLE', 'at once'));
    const answer = await listen();
    expect([answer.status, isStream(answer)]).toEqual([200, true]);
    expect(await answer.text()).toMatch(/event: next\ndata: .*SUBGRAPH_UNAVAILABLE.*\n\nevent: complete/);
  });

  it('late is told in the stream: nobody waits for a head for long', async () => {
    await start(refusing('FORBIDDEN', 'as its first word', 2_000));
    const begunAt = Date.now();
    const answer = await listen();
    expect(Date.now() - begunAt).toBeLessThan(1_900);
    expect([answer.status, isStream(answer)]).toEqual([200, true]);
    expect(await answer.text()).toMatch(/event: next\ndata: .*FORBIDDEN.*\n\nevent: complete/);
  });
});

describe('before a stream has begun', () => {
  const silent: Source = {
    execute: async () => ({ data: { hour: 12 } }),
    subscribe: async () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        return: async () => ({ done: true as const, value: undefined }),
      }),
    }),
  };
  /** What happens while the subgraph has not said anything yet. */
  const meanwhile = async (happens: () => void) => {
    await start(silent);
    const answering = listen({ authorization: `Bearer ${await running.token()}` });
    await new Promise((resolve) => setTimeout(resolve, 300));
    happens();
    return answering;
  };

  it('the end of a session is a status', async () => {
    const answer = await meanwhile(() => running.gateway.rights.sessionEnded('session-1'));
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('other rights cut a stream, so that an EventSource comes back', async () => {
    const answer = await meanwhile(() => running.gateway.rights.userChanged('ann'));
    expect([answer.status, isStream(answer)]).toEqual([200, true]);
    expect((await answer.text()).replaceAll(':\n\n', '')).toBe('');
  });

  it('the greeting of the owner brings the head at once', async () => {
    await start(strikes().source);
    const begunAt = Date.now();
    const answer = await listen();
    expect(answer.status).toBe(200);
    expect(Date.now() - begunAt).toBeLessThan(800);
    await answer.body?.cancel();
  });
});

describe('a method that asks for nothing', () => {
  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD'])('%s has the status 405 and says which do', async (method) => {
    await start(strikes().source);
    for (const accept of ['text/event-stream', 'application/json']) {
      const answer = await fetch(`${running.url}/graphql`, {
        method,
        headers: { accept, 'content-type': 'application/json' },
        ...(method !== 'HEAD' && { body: '{"query":"{ hour }"}' }),
      });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
      if (method !== 'HEAD')
        expect(await answer.json()).toMatchObject({
          errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }],
        });
    }
  });
});
