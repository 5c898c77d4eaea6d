import { domains } from '@lastmile/standalone/domains';
import type { Endings } from '../process/endings.ts';
import { type BenchProcess, startProcess } from '../process/start-process.ts';
import type { Place } from './place.ts';

/** One of the two that are compared: a URL, and the processes that answer behind it. */
export interface Side {
  readonly name: string;
  readonly url: string;
  readonly gateway: BenchProcess;
  readonly subgraphs: readonly BenchProcess[];
}

type Ready = { url: string };

const env = { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' };

export async function startStandaloneSide(endings: Endings, settings: Place): Promise<Side> {
  const module = new URL('./serve-standalone.js', import.meta.url);
  const name = 'standalone';
  const gateway = endings.add(await startProcess<Ready>({ name, module, settings, env }));
  return { name, url: gateway.ready.url, gateway, subgraphs: [] };
}

export async function startStockSide(endings: Endings, place: Place, peersFolder: string): Promise<Side> {
  const subgraphs = await Promise.all(
    domains.map(async ({ name }) =>
      endings.add(
        await startProcess<Ready>({
          ...{ name, env, settings: { ...place, domain: name } },
          module: new URL('./serve-subgraph.js', import.meta.url),
        }),
      ),
    ),
  );
  const urls = Object.fromEntries(subgraphs.map(({ name, ready }) => [name, ready.url]));
  const gateway = endings.add(
    await startProcess<Ready>({
      ...{ name: 'stock gateway', env, settings: { ...place, peersFolder, subgraphs: urls } },
      module: new URL('./serve-stock-gateway.js', import.meta.url),
    }),
  );
  return { name: 'stock', url: gateway.ready.url, gateway, subgraphs };
}

export async function stopSide({ gateway, subgraphs }: Side): Promise<void> {
  await gateway.stop();
  await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
}
