import type { Log } from '@lastmile/telemetry/log';
import type { Variables } from './interpolate.ts';

export interface DistributedOptions {
  /** PostgreSQL, Kafka, logs. Kept over restarts. */
  readonly dataDir: string;
  readonly log: Log;
  /** Of each of our processes; without it as many as the file says. */
  readonly replicas?: number | undefined;
  /** Brokers that run already, `host:port,host:port`; without it one is started. */
  readonly kafka?: string | undefined;
  /** False: no proxy, `url` is the first gateway's. */
  readonly proxy?: boolean | undefined;
  /** The proxy's, instead of the one that the file publishes; 0 is any free one. */
  readonly port?: number | undefined;
  /** Default: docker-compose.yml of the checkout. Commands run in its folder. */
  readonly composeFile?: string | undefined;
  /** Values of the file's variables; default `.env` beside the file. It need not exist. */
  readonly envFile?: string | undefined;
  /** Values that count more than those of `envFile`. */
  readonly variables?: Variables | undefined;
  /** Settings that every process of ours gets besides, over those of the file. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Ends a start that is under way: what had been started is stopped, the start rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
