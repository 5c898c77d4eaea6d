import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { closeServer, listen } from '@lastmile/http/listen';
import { serveParent } from '../process/serve-parent.ts';

/** Hive Gateway's runtime, which its command runs, on Node's own server. */
serveParent<{ supergraphPath: string; peersFolder: string }>(async ({ supergraphPath, peersFolder }) => {
  const require = createRequire(join(peersFolder, 'package.json'));
  const at = pathToFileURL(require.resolve('@graphql-hive/gateway-runtime')).href;
  const { createGatewayRuntime } = await import(at);
  const runtime = createGatewayRuntime({ supergraph: readFileSync(supergraphPath, 'utf8'), logging: false });
  const server = createServer(runtime);
  const url = await listen(server, { host: '127.0.0.1', port: 0 });
  return { ready: { url }, stop: () => closeServer(server, 100) };
});
