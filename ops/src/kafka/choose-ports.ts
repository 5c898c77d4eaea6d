import { createServer } from 'node:net';
import type { BrokerAddress } from './server-properties.ts';

/** Listeners of controllers stand this far above those of brokers. */
const CONTROLLER_OFFSET = 100;

/** Brokers at `portBase`, `portBase + 1` …, controllers 100 above. Throws when one is taken, naming it. */
export async function portsFrom(portBase: number, brokers: number): Promise<BrokerAddress[]> {
  if (!Number.isInteger(portBase) || portBase < 1 || portBase + CONTROLLER_OFFSET + brokers > 65_535) {
    throw new RangeError(
      `${portBase} is not a port that Kafka can begin at; use one between 1024 and 65000.`,
    );
  }
  const addresses = Array.from({ length: brokers }, (_, i) => ({
    port: portBase + i,
    controllerPort: portBase + CONTROLLER_OFFSET + i,
  }));
  for (const port of addresses.flatMap((address) => [address.port, address.controllerPort])) {
    if (await isFree(port)) continue;
    throw new Error(`Port ${port} is taken on 127.0.0.1; end what listens there or give another port.`);
  }
  return addresses;
}

/** Ports that the system says are free. */
export async function freePorts(brokers: number): Promise<BrokerAddress[]> {
  const servers = await Promise.all(Array.from({ length: brokers * 2 }, () => listen(0)));
  const ports = servers.map((server) => server.port);
  await Promise.all(servers.map((server) => server.close()));
  return Array.from({ length: brokers }, (_, i) => ({
    port: ports[2 * i] as number,
    controllerPort: ports[2 * i + 1] as number,
  }));
}

export async function allFree(addresses: readonly BrokerAddress[]): Promise<boolean> {
  const ports = addresses.flatMap((address) => [address.port, address.controllerPort]);
  return (await Promise.all(ports.map(isFree))).every(Boolean);
}

async function isFree(port: number): Promise<boolean> {
  try {
    await (await listen(port)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw new Error(`Nothing may listen on port ${port} here; give another port.`, { cause: error });
  }
}

function listen(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}
