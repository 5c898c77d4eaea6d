import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { assertPortFree } from './claim-port.ts';

describe('Before anything is loaded, the port', () => {
  it('that is free is taken as it is', async () => {
    expect(await assertPortFree('127.0.0.1', '0', 4000)).toBe(0);
  });

  it('that is in use is named, with how to choose another', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(assertPortFree('127.0.0.1', String(port), 4000)).rejects.toThrow(
      `Port ${port} is in use: stop what listens there, or choose another, as in GATEWAY_PORT=${port + 1} npm start`,
    );
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it.each(['abc', '', '-1', '65536', '40.5'])('%j is no port', async (given) => {
    await expect(assertPortFree('127.0.0.1', given, 4000)).rejects.toThrow(
      'GATEWAY_PORT is a port from 0 to 65535',
    );
  });
});
