import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { balanceConnections, type Place } from './balance-connections.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function serve(name: string): Promise<Place & { server: Server }> {
  const server = createServer((_, response) => response.end(name));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  return { host: '127.0.0.1', port: (server.address() as { port: number }).port, server };
}

async function balance(places: readonly Place[]) {
  const balancer = await balanceConnections({ host: '127.0.0.1', port: 0 }, places);
  undo.push(() => balancer.stop());
  return async () =>
    (await fetch(`http://127.0.0.1:${balancer.port}`, { headers: { connection: 'close' } })).text();
}

describe('connections passed on in turn', () => {
  it('go to each place as often as to the others', async () => {
    const ask = await balance([await serve('a'), await serve('b'), await serve('c')]);
    const answers: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) answers.push(await ask());
    expect(answers.sort()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
  });

  it('go to another place when one refuses', async () => {
    const gone = await serve('gone');
    const ask = await balance([gone, await serve('b')]);
    await new Promise((resolve) => gone.server.close(resolve));
    for (let turn = 0; turn < 4; turn += 1) expect(await ask()).toBe('b');
  });

  it('end when no place takes them', async () => {
    const gone = await serve('gone');
    const ask = await balance([gone]);
    await new Promise((resolve) => gone.server.close(resolve));
    await expect(ask()).rejects.toThrow();
  });
});
