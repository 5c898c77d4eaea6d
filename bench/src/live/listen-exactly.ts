import { WebSocket } from 'ws';
import { serveParent } from '../process/serve-parent.ts';

interface Wanted {
  readonly port: number;
  readonly sockets: number;
  /** Operations, dealt out in turn. */
  readonly queries: readonly string[];
}

export interface Heard {
  /** Over all sockets, each event once. */
  readonly events: number;
  readonly missed: number;
  readonly repeated: number;
  /** Subscriptions that were ended, or whose socket was. */
  readonly dropped: number;
}

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: Readonly<Record<string, { readonly at: number | null }>> };
}

/** Clients that look at every event they get: each must come once. */
serveParent(async ({ port, sockets: count, queries }: Wanted) => {
  const heard = Array.from({ length: count }, () => new Map<number, number>());
  let greeted = 0;
  let dropped = 0;
  const sockets = heard.map((events, at) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('error', () => {});
    socket.on('close', () => {
      dropped += 1;
    });
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(data.toString()) as Message;
      if (type === 'connection_ack') {
        const query = queries[at % queries.length];
        socket.send(JSON.stringify({ id: 'one', type: 'subscribe', payload: { query } }));
      } else if (type === 'next') {
        const strike = Object.values(payload?.data ?? {})[0]?.at ?? null;
        if (strike === null) greeted += 1;
        else events.set(strike, (events.get(strike) ?? 0) + 1);
      } else dropped += 1;
    });
    return socket;
  });
  const until = async (condition: () => boolean) => {
    for (let tries = 0; tries < 600 && !condition(); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await until(() => greeted === count);
  return {
    ready: undefined,
    answers: {
      heard: async (events: number): Promise<Heard> => {
        await until(() => heard.every(({ size }) => size >= events));
        const once = heard.reduce((sum, { size }) => sum + size, 0);
        const times = heard.reduce((sum, one) => sum + [...one.values()].reduce((a, b) => a + b, 0), 0);
        return { events: once, missed: events * count - once, repeated: times - once, dropped };
      },
    },
    stop: async () => {
      for (const socket of sockets) socket.terminate();
    },
  };
});
