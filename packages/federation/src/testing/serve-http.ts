import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execute, type GraphQLSchema, parse, validate } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

export interface ServedSubgraph {
  url: string;
  socketUrl: string;
  close: () => Promise<void>;
}

/** A plain subgraph over HTTP and graphql-transport-ws, on a free port. */
export async function serveSubgraph(
  schema: GraphQLSchema,
  seen: (request: { headers: IncomingMessage['headers']; body: string }) => void = () => {},
  onSubscribe: (extensions: unknown) => void = () => {},
): Promise<ServedSubgraph> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    seen({ headers: request.headers, body });
    const { query, variables, operationName } = JSON.parse(body);
    const document = parse(query);
    // Of documents that are too much work to validate graphql-js says nothing else.
    const errors = validate(schema, document).filter(({ message }) => message !== 'Validation aborted.');
    const result =
      errors.length > 0
        ? { errors }
        : await execute({ schema, document, variableValues: variables, operationName, contextValue: {} });
    response.setHeader('content-type', 'application/graphql-response+json').end(JSON.stringify(result));
  });
  const sockets = new WebSocketServer({ server });
  const graphql = useServer(
    {
      schema,
      onSubscribe: (_c, _id, payload) => {
        onSubscribe(payload.extensions);
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    socketUrl: `ws://127.0.0.1:${port}/graphql`,
    close: async () => {
      await graphql.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
