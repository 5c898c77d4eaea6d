import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Equipment } from './world.ts';

/** A piece of network equipment: a port that answers until it does not. */
export async function startEquipment(): Promise<Equipment & { stop(): Promise<void> }> {
  let server: Server | undefined;
  const listen = async (port: number): Promise<number> => {
    const fresh = createServer((socket) => socket.end());
    await new Promise<void>((resolve, reject) => {
      fresh.once('error', reject);
      fresh.listen(port, '127.0.0.1', resolve);
    });
    server = fresh;
    return (fresh.address() as AddressInfo).port;
  };
  const down = async () => {
    const closing = server;
    server = undefined;
    if (closing) await new Promise<void>((resolve) => closing.close(() => resolve()));
  };
  const port = await listen(0);
  return {
    port,
    down,
    up: async () => {
      if (!server) await listen(port);
    },
    stop: down,
  };
}
