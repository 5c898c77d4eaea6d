import type { Log } from '@lastmile/telemetry/log';
import { keepTrying, Stopped } from './keep-trying.ts';
import type { Pool, PoolConnection } from './query.ts';

/**
 * Keeps one connection of the pool listening, and makes a new one when it breaks. `onNotify` is also called after each
 * reconnection, since what was said in between was not heard. Returns what stops it.
 */
export function listen(options: {
  readonly pool: Pool;
  readonly channel: string;
  readonly log: Log;
  readonly onNotify: () => void;
}): () => Promise<void> {
  const { pool, channel, log, onNotify } = options;
  const stopping = new AbortController();
  const trying = { what: `listening on ${channel}`, log, signal: stopping.signal };
  const run = async () => {
    while (!stopping.signal.aborted) {
      const connection = await keepTrying(trying, () => connectListener(pool, channel, onNotify));
      onNotify();
      await untilBroken(connection, stopping.signal);
      connection.release(true);
    }
  };
  const running = run().catch((error) => {
    if (!(error instanceof Stopped)) throw error;
  });
  return async () => {
    stopping.abort();
    await running;
  };
}

async function connectListener(pool: Pool, channel: string, onNotify: () => void): Promise<PoolConnection> {
  const connection = await pool.connect();
  // Before anything is said on it: a broken connection that nobody listens to ends the process.
  connection.on('error', onNotify);
  try {
    connection.on('notification', onNotify);
    await connection.query(`LISTEN ${channel}`);
    return connection;
  } catch (error) {
    connection.release(true);
    throw error;
  }
}

function untilBroken(connection: PoolConnection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    connection.on('error', () => resolve());
    connection.on('end', () => resolve());
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
