import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createLocalSource } from '@lastmile/federation/local-source';
import { listen } from '@lastmile/http/listen';
import { parse } from 'graphql';
import { serveParent } from '../process/serve-parent.ts';
import { toyResolvers, toySdl } from './toy-graph.ts';

/** The four subgraphs over plain HTTP, in one process of their own; documents are compiled once. */
serveParent(async () => {
  const servers: Server[] = [];
  const urls: Record<string, string> = {};
  for (const [name, sdl] of Object.entries(toySdl)) {
    const server = createServer(answerer(name, sdl));
    servers.push(server);
    urls[name] =
      `${(await listen(server, { host: '127.0.0.1', port: 0 })).replace('localhost', '127.0.0.1')}/graphql`;
  }
  return {
    ready: { urls },
    stop: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
});

function answerer(name: string, sdl: string): Parameters<typeof createServer>[1] {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: toyResolvers[name] as never }]);
  const source = createLocalSource({ schema });
  const hashes = new Map<string, string>();
  return async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { query, variables, operationName } = JSON.parse(body);
    const hash = hashes.get(query) ?? createHash('sha256').update(query).digest('hex');
    hashes.set(query, hash);
    const asked = { document: query, documentHash: hash, operationName, variables: variables ?? {} };
    const result = await source.execute({ ...asked, kind: 'query', context: {} });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  };
}
