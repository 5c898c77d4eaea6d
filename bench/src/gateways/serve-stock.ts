import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serveParent } from '../process/serve-parent.ts';

/** @apollo/gateway on @apollo/server's own standalone server, as their documentation sets them up. */
serveParent<{ supergraphPath: string; peersFolder: string }>(async ({ supergraphPath, peersFolder }) => {
  const require = createRequire(join(peersFolder, 'package.json'));
  const { ApolloServer } = require('@apollo/server');
  const { startStandaloneServer } = require('@apollo/server/standalone');
  const { ApolloGateway } = require('@apollo/gateway');
  const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraphPath, 'utf8') });
  const server = new ApolloServer({ gateway, stopOnTerminationSignals: false });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { ready: { url: new URL(url).origin }, stop: () => server.stop() };
});
