import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpSource } from './http-source.ts';
import type { Source, SourceRequest } from './source.ts';

const request: SourceRequest = {
  document: '{ x }',
  documentHash: 'x',
  variables: {},
  kind: 'query',
  context: undefined,
};

/** A subgraph that answers when it is told to, and hears when nobody waits any more. */
const server = createServer((_request, response) => {
  const told = waiting.shift();
  const left = new Promise<void>((resolve) => response.once('close', resolve));
  told?.({ answer: () => response.end('{"data":{"x":1}}'), left });
});
interface Asked {
  answer(): void;
  readonly left: Promise<void>;
}
const waiting: ((asked: Asked) => void)[] = [];
const nextAsked = () => new Promise<Asked>((resolve) => waiting.push(resolve));
let source: Source;

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  source = createHttpSource({ url: `http://127.0.0.1:${port}/`, shareKey: () => 'everybody' });
});
afterEach(async () => {
  server.closeAllConnections();
  await source.close?.();
  await new Promise((resolve) => server.close(resolve));
});

describe('equal reads on their way', () => {
  it('are sent once, and whoever leaves leaves the others their answer', async () => {
    const asked = nextAsked();
    const leaving = new AbortController();
    const first = source.execute({ ...request, signal: leaving.signal });
    const second = source.execute({ ...request, signal: new AbortController().signal });
    const { answer } = await asked;
    leaving.abort();
    answer();
    const answers = await Promise.all([first, second]);
    expect(answers).toEqual([{ data: { x: 1 } }, { data: { x: 1 } }]);
    expect(answers[0]?.data).not.toBe(answers[1]?.data);
  });

  it('end with the last who leaves, and the next one is asked anew', async () => {
    const asked = nextAsked();
    const leaving = [new AbortController(), new AbortController()];
    const answers = leaving.map(({ signal }) => source.execute({ ...request, signal }));
    const { left } = await asked;
    for (const one of leaving) one.abort();
    await left;
    for (const { errors } of await Promise.all(answers))
      expect(errors?.[0]?.extensions?.code).toBe('SUBGRAPH_TIMEOUT');
    const again = nextAsked();
    const answer = source.execute(request);
    (await again).answer();
    expect(await answer).toEqual({ data: { x: 1 } });
  });

  it('are not joined by who has much more time left', async () => {
    const asked = nextAsked();
    const hurried = source.execute({ ...request, deadlineAt: performance.now() + 150 });
    await asked;
    const askedAnew = nextAsked();
    const patient = source.execute(request);
    (await askedAnew).answer();
    expect(await patient).toEqual({ data: { x: 1 } });
    expect((await hurried).errors?.[0]?.extensions?.code).toBe('SUBGRAPH_TIMEOUT');
  });
});
