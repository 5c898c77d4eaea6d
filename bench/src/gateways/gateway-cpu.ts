import { compareGateways } from './compare-gateways.ts';
import { smallQuery } from './toy-graph.ts';

/** What a request costs the gateway's process, distributed. */
export const run = (argv: readonly string[]): Promise<void> =>
  compareGateways('gateway-cpu', smallQuery, argv);
