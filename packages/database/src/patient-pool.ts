import pg from 'pg';

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void;

/** pg-pool's words for a new connection that was not there in time; what waits for a free one is told differently. */
const connectTimedOut = /^Connection terminated due to connection timeout/;

/**
 * A pool that connects a second time when the first attempt was not answered in time. A process that is busy (starting,
 * it compiles schemas and plans) may get to look at its socket only after the timer has run out, with a server that
 * answered at once. Nothing has been sent by then, so that nothing is done twice. A server that is really silent is
 * told of after twice the time.
 */
export class PatientPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    const connected = this.#connect();
    if (!callback) return connected;
    connected.then(
      (client) => callback(undefined, client, client.release),
      (error: Error) => callback(error, undefined, () => {}),
    );
    return undefined;
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await super.connect();
    } catch (error) {
      if (!(error instanceof Error && connectTimedOut.test(error.message))) throw error;
      return await super.connect();
    }
  }
}
