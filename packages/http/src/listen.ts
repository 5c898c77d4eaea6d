import { maxHeaderSize, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

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
  server.on('clientError', refuseUnreadable);
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

/** What is no HTTP that can be read is answered in GraphQL's error shape too, and its connection ends. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, code, message, limit] = refusals[error.code ?? ''] ?? refusalOfTheRest;
  const body = JSON.stringify({ errors: [{ message, extensions: { code, ...(limit && { limit }) } }] });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

type Words = readonly [status: string, code: string, message: string, limit?: number];

const refusalOfTheRest: Words = ['400 Bad Request', 'BAD_INPUT', 'This is no HTTP that can be read.'];
const refusals: Readonly<Record<string, Words>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'HEADERS_TOO_LARGE',
    `The address and the headers of a request have at most ${maxHeaderSize} bytes together: send operations by POST.`,
    maxHeaderSize,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'REQUEST_TIMEOUT',
    'The request did not come to its end in time.',
  ],
};

/** Takes no new connections, lets requests end, and cuts what is left after `graceMs`. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
