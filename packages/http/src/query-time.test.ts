import { getMaxListeners, once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { onLeft, QueryTime } from './query-time.ts';

describe('the time of a query', () => {
  it('ends it as a timeout when it has passed', async () => {
    const time = new QueryTime(5);
    await once(time.signal, 'abort');
    expect(time.signal.reason).toMatchObject({ name: 'TimeoutError' });
    expect(new QueryTime(0).hasPassed).toBe(true);
    expect(new QueryTime(undefined).hasPassed).toBe(false);
  });

  it('ends it as cancelled when whoever asked has gone, and no more once it is answered', async () => {
    const left = new QueryTime(10_000);
    left.leave();
    expect(left.signal.reason).toMatchObject({ name: 'AbortError' });
    const [answered, after] = [new QueryTime(1), new QueryTime(20)];
    answered.end();
    await once(after.signal, 'abort');
    expect(answered.signal.aborted).toBe(false);
  });

  it('is no leak for as many as listen to it', () => {
    expect(getMaxListeners(new QueryTime(undefined).signal)).toBe(0);
  });
});

describe('whoever asked', () => {
  async function askAndThen(then: (response: ServerResponse, leave: () => void) => void): Promise<boolean> {
    let hasLeft = false;
    const closed = Promise.withResolvers<void>();
    const server = createServer((_asked, response) => {
      response.once('close', closed.resolve);
      onLeft(response, () => {
        hasLeft = true;
      });
      then(response, () => asking.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const asking = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    asking.on('error', () => {}).on('response', (answer) => answer.resume());
    asking.end();
    await closed.promise;
    server.close();
    return hasLeft;
  }

  it('has left when the connection closes before the answer, and not after it', async () => {
    expect(await askAndThen((_response, leave) => leave())).toBe(true);
    expect(await askAndThen((response) => response.end('answer'))).toBe(false);
  });
});
