import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { clientPlaceOf } from '../identity/client-place.ts';
import { credentialsOf, hasSecrets } from '../identity/credentials.ts';
import type { Identification } from '../identity/identify.ts';
import { GraphqlSocket, type SocketOptions } from './graphql-socket.ts';
import { CloseCode, LiveCaller } from './live-caller.ts';
import { mayConnect } from './origin.ts';

export interface ServeSocketsOptions extends SocketOptions {
  readonly identification: Identification;
  readonly trustedProxies: number;
  /** Origins of web pages that may open a socket, besides the gateway's own. */
  readonly corsOrigins: readonly string[];
}

const protocol = 'graphql-transport-ws';
const spoken = Symbol('what is spoken over a socket');

interface Speaking extends WebSocket {
  [spoken]: GraphqlSocket;
}

/**
 * graphql-transport-ws at /graphql. The access token comes in `connection_init` as `{ authorization: "Bearer …" }`, a
 * partner's key as `{ "x-api-key": "lm_…" }`, or as a header where the client can set one. What a socket costs while nothing happens is little on purpose: listeners
 * are functions of this module, and timers belong to all sockets together.
 */
export function serveSockets(server: Server, options: ServeSocketsOptions): { stop(): void } {
  const { settings } = options;
  // Not given the server: it would take the server's errors, a taken port among them, for its own.
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: settings.frameBytesMax,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  let stopping = false;
  const connected = (socket: WebSocket, wire: Duplex, request: IncomingMessage) => {
    const client = clientPlaceOf(request, options.trustedProxies);
    const identification = options.identification.at?.(request) ?? options.identification;
    const credentials = credentialsOf(request);
    const caller = (connection: GraphqlSocket) =>
      new LiveCaller(client, connection, identification, credentials);
    const speaking = new GraphqlSocket(socket, wire, caller, options);
    (socket as Speaking)[spoken] = speaking;
    socket.on('message', onMessage).on('pong', onPong).on('error', onEnd).on('close', onEnd);
    if (socket.protocol !== protocol) speaking.close(CloseCode.noProtocol, `Speak ${protocol}`);
    else if (stopping) speaking.close(CloseCode.goingAway, 'Going away: connect again');
  };
  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    const refused = refusalOf(request, options);
    if (refused) return refuse(wire, refused);
    sockets.handleUpgrade(request, wire, head, (socket) => connected(socket, wire, request));
  });
  return {
    stop: () => {
      stopping = true;
      sockets.close();
    },
  };
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  const speaking = (this as Speaking)[spoken];
  try {
    speaking.received(data, isBinary);
  } catch (error) {
    speaking.failed(error);
  }
}

function onPong(this: WebSocket): void {
  (this as Speaking)[spoken].isAlive = true;
}

/** Closed; or by a frame that is too long or none, which ws answers with its own code (1009, 1002, 1007). */
function onEnd(this: WebSocket): void {
  (this as Speaking)[spoken].ended();
}

function refusalOf(request: IncomingMessage, options: ServeSocketsOptions): string | undefined {
  const url = URL.parse(request.url ?? '/', 'http://gateway');
  if (!url) return '400 Bad Request';
  if (url.pathname !== '/graphql') return '404 Not Found';
  if (hasSecrets(url)) return '400 Bad Request';
  const { origin, host } = request.headers;
  if (!mayConnect(origin, host, options.corsOrigins)) return '403 Forbidden';
  const { address } = clientPlaceOf(request, options.trustedProxies);
  return options.callers.hasRoomFor(address) ? undefined : '429 Too Many Requests';
}

function refuse(wire: Duplex, status: string): void {
  wire.once('finish', () => wire.destroy());
  wire.on('error', () => wire.destroy());
  wire.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
