import { domains } from '@lastmile/standalone/domains';
import type { Standalone } from '@lastmile/standalone/start-standalone';
import { serveDomain } from '@lastmile/subgraph/server/serve-domain';
import { silentLog } from '@lastmile/telemetry/log';
import { noMetrics } from '@lastmile/telemetry/metrics';

export interface ServedSubgraphs {
  /** Where each answers GraphQL. */
  readonly urls: ReadonlyMap<string, string>;
  /** With which a gateway signs for all of them; it guards nothing but a check. */
  readonly key: string;
  stop(): Promise<void>;
}

/** The domains of a process behind HTTP, each at an address of its own, as they are when they are distributed. */
export async function serveSubgraphs({ domain }: Pick<Standalone, 'domain'>): Promise<ServedSubgraphs> {
  const key = 'a key between gateways elsewhere and these subgraphs';
  const keys = { assertionKeys: [key], feedKeys: [key] };
  const served = await Promise.all(
    domains.map(async ({ name }) => {
      const place = { host: '127.0.0.1', port: 0, log: silentLog, metrics: noMetrics };
      return [name, await serveDomain(domain(name), { ...place, ...keys })] as const;
    }),
  );
  return {
    key,
    urls: new Map(served.map(([name, { url }]) => [name, new URL('/graphql', url).href])),
    stop: async () => {
      await Promise.all(served.map(([, one]) => one.stop(100)));
    },
  };
}
