import { createServer } from 'node:net';

/** The port itself, of 127.0.0.1, if nothing listens there; a free one for 0. Rejects when it is taken. */
export async function freePort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = new Error(`Port ${port} is in use. Stop what listens there, or choose another port.`);
      reject(error.code === 'EADDRINUSE' ? taken : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: free } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return free;
}
