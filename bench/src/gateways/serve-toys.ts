import { createServer, type Server } from 'node:http';
import { listen } from '@lastmile/http/listen';
import { serveParent } from '../process/serve-parent.ts';
import { answerToy } from './answer-toy.ts';
import { toySdl } from './toy-graph.ts';

/** The four subgraphs over plain HTTP, in one process of their own; documents are compiled once. */
serveParent(async () => {
  const servers: Server[] = [];
  const urls: Record<string, string> = {};
  for (const name of Object.keys(toySdl)) {
    const server = createServer(answerToy(name));
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
