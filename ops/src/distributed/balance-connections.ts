import { connect, createServer, type Socket } from 'node:net';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface Balancer {
  /** The port it got, where 0 was asked for. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Passes each connection to the next place in turn, or to the one after it when that refuses; what travels in it
 * (HTTP, WebSockets) is not looked at. Rejects when the address is taken.
 */
export async function balanceConnections(listen: Place, places: readonly Place[]): Promise<Balancer> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.setNoDelay(true).once('close', () => open.delete(socket));
  };
  let turn = 0;
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    keep(client);
    client.on('error', () => client.destroy());
    turn += 1;
    pass(client, [...places.slice(turn % places.length), ...places.slice(0, turn % places.length)], keep);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(takenOr(error, listen)));
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function takenOr(error: NodeJS.ErrnoException, { host, port }: Place): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`Port ${port} (${host}) is in use. Stop what listens there, or choose another port.`);
}

function pass(client: Socket, [place, ...others]: readonly Place[], keep: (socket: Socket) => void): void {
  if (!place || client.destroyed) {
    client.destroy();
    return;
  }
  const replica = connect({ host: place.host, port: place.port, allowHalfOpen: true });
  keep(replica);
  // Nothing has been sent yet, so another replica may be tried.
  const refused = () => pass(client, others, keep);
  replica.once('error', refused);
  replica.once('connect', () => {
    replica.off('error', refused);
    replica.on('error', () => client.destroy());
    replica.once('close', () => client.destroy());
    client.once('close', () => replica.destroy());
    if (client.destroyed) replica.destroy();
    client.pipe(replica).pipe(client);
  });
}
