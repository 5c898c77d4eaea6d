import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { closeServer, listen } from '@lastmile/http/listen';
import type { Actor } from '@lastmile/kernel/actor';
import { assertionFor, type ServeElsewhere } from './gateway-elsewhere.ts';

interface ContextPayload {
  readonly context: { readonly request?: Request };
  extendContext(more: object): void;
}
interface FetchPayload {
  readonly url: string;
  readonly options: { readonly body?: unknown; readonly headers?: Record<string, string> };
  readonly context: { readonly actor: Actor };
  setURL(url: string): void;
  setOptions(options: object): void;
}

/** Hive Gateway's runtime, which its command runs, on Node's own server. */
export const serveHive: ServeElsewhere = async ({ supergraphSdl, subgraphs, callerOf, installedAt }) => {
  const require = createRequire(installedAt);
  const at = pathToFileURL(require.resolve('@graphql-hive/gateway-runtime')).href;
  const { createGatewayRuntime } = await import(at);
  const ours = {
    onContextBuilding: async ({ context, extendContext }: ContextPayload) => {
      extendContext({ actor: await callerOf(context.request?.headers.get('authorization') ?? undefined) });
    },
    onFetch: ({ url, options, context, setURL, setOptions }: FetchPayload) => {
      // The supergraph names each subgraph by its host, as it is found within a network of containers.
      const { hostname: name } = new URL(url);
      const place = subgraphs.urls.get(name);
      if (!place) return;
      const signed = assertionFor(name, context.actor, String(options.body), subgraphs.key);
      setURL(place);
      setOptions({ ...options, headers: { ...options.headers, ...signed } });
    },
  };
  const runtime = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: false,
    plugins: () => [ours],
  });
  const server = createServer(runtime);
  const url = await listen(server, { host: '127.0.0.1', port: 0 });
  return {
    name: 'Hive Gateway',
    url,
    stop: async () => {
      await closeServer(server, 100);
      await runtime[Symbol.asyncDispose]();
    },
  };
};
