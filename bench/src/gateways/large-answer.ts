import { compareGateways } from './compare-gateways.ts';
import { largeQuery } from './toy-graph.ts';

/** The same for an answer of some 90 KB, four subgraphs, three hops. */
export const run = (argv: readonly string[]): Promise<void> =>
  compareGateways('large-answer', largeQuery, argv);
