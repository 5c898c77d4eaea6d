import { serveParent } from '../process/serve-parent.ts';
import { BareSocket } from './bare-socket.ts';

interface Wanted {
  readonly port: number;
  readonly sockets: number;
  /** Operations, dealt out in turn. */
  readonly queries: readonly string[];
}

const atOnce = 200;
const perAddress = 2_500;

/** Clients that subscribe and count. */
serveParent(async ({ port, sockets: count, queries }: Wanted) => {
  const sockets: BareSocket[] = [];
  let heard = 0;
  let lastAt = 0n;
  let wake = () => {};
  const onMessage = () => {
    heard += 1;
    lastAt = process.hrtime.bigint();
    wake();
  };
  const until = async (condition: () => boolean, timeoutMs: number): Promise<boolean> => {
    const deadline = Date.now() + timeoutMs;
    while (!condition()) {
      if (Date.now() > deadline) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  };
  for (let at = 0; at < count; at += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, count - at) }, (_, one) => {
      const from = `127.0.0.${2 + Math.floor((at + one) / perAddress)}`;
      const socket = new BareSocket(port, from, onMessage);
      socket.send({ type: 'connection_init' });
      return socket;
    });
    sockets.push(...batch);
    if (!(await until(() => batch.every(({ messages }) => messages >= 1), 10_000))) {
      throw new Error('Sockets were not acknowledged');
    }
    for (const [one, socket] of batch.entries()) {
      const id = crypto.randomUUID();
      socket.send({ id, type: 'subscribe', payload: { query: queries[(at + one) % queries.length] } });
    }
  }
  return {
    ready: undefined,
    answers: {
      /** Waits until every socket has had so many messages, the acknowledgement among them. */
      reached: async (messages: number) => {
        const all = await until(() => heard >= count * messages, 60_000);
        return { all, fewest: Math.min(...sockets.map((socket) => socket.messages)), at: String(lastAt) };
      },
      counts: () => ({
        messages: sockets.map(({ messages }) => messages),
        closed: sockets.flatMap(({ closed }) => closed ?? []),
      }),
    },
    stop: async () => {
      for (const socket of sockets) socket.end();
    },
  };
});
