import type { Log } from '@lastmile/telemetry/log';
import type { Place } from './balance-connections.ts';

/** A server that stands in for a foreign service of the file. */
export interface Server {
  /** Its address for each port that the file's settings may name. */
  readonly addresses: ReadonlyMap<number, string>;
  /** What a person opens, if there is something. */
  readonly url?: string;
  stop(): Promise<void>;
}

/** What a server may need to know. */
export interface Site {
  readonly dataDir: string;
  readonly log: Log;
  /** Brokers that run already, `host:port,host:port`. */
  readonly kafka?: string | undefined;
  /** Instead of the port that the file publishes; 0 is any. */
  readonly proxyPort?: number | undefined;
  /** Every replica of a service of ours. */
  readonly replicasOf: (service: string, port: number) => readonly Place[];
}
