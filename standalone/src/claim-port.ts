import { createServer } from 'node:net';

/**
 * Says at once that the gateway's port cannot be had, rather than after a minute of loading. 0 is any port.
 * Throws where it is no port, in use, or not ours to take.
 */
export async function assertPortFree(
  host: string,
  given: string | undefined,
  otherwise: number,
): Promise<number> {
  const port = Number(given ?? otherwise);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || given === '')
    throw new Error(`GATEWAY_PORT is a port from 0 to 65535, not "${given}".`);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(reasonOf(error, host, port))));
    server.listen(port, host, () => server.close(() => resolve()));
  });
  return port;
}

function reasonOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use: stop what listens there, or choose another, as in GATEWAY_PORT=${port + 1} npm start`;
  if (code === 'EACCES')
    return `Port ${port} may not be taken by this user: choose one from 1024 with GATEWAY_PORT.`;
  return `Port ${port} of ${host} cannot be taken (${message}): choose others with GATEWAY_HOST and GATEWAY_PORT.`;
}
