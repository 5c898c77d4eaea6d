import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { serveParent } from '../process/serve-parent.ts';
import { Feed, type Step, stockSdl } from './the-feed.ts';

/** graphql-ws as its documentation starts it, with ws and graphql-js; nothing is shared between subscribers. */
serveParent(async ({ peers }: { readonly peers: string }) => {
  const load = createRequire(`${peers}/package.json`);
  const { buildSchema } = load('graphql');
  const { useServer } = load('graphql-ws/use/ws');
  const { WebSocketServer } = load('ws');
  const feed = new Feed();
  let executions = 0;
  const schema = buildSchema(stockSdl);
  schema.getSubscriptionType().getFields().stepped.subscribe = () => feed.listen(false);
  schema.getSubscriptionType().getFields().stepped.resolve = (step: Step) => {
    executions += 1;
    return step;
  };
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  useServer({ schema }, sockets);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ready: { port: (server.address() as AddressInfo).port },
    answers: {
      step: (lines: number) => feed.step(lines),
      executions: () => executions,
      upstreams: () => feed.listeners,
    },
    stop: async () => server.closeAllConnections(),
  };
});
