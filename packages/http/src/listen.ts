import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How long a connection may stand idle. Longer than the minute for which proxies and pools keep theirs: who closes first
 * should be who asks, or a request meets a closed connection.
 */
const idleMs = 65_000;

/** Resolves to the URL. Rejects, naming the port and what to do, when it is taken. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<string> {
  server.keepAliveTimeout = idleMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = new Error(`Port ${port} is in use. Stop what listens there, or choose another port.`);
      reject(error.code === 'EADDRINUSE' ? taken : error);
    });
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return `http://${host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host}:${bound}`;
}

/** Takes no new connections, lets requests end, and cuts what is left after `graceMs`. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
