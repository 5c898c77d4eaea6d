// One subgraph, over HTTP and graphql-transport-ws at /graphql.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

export function serveSubgraph({ file, port, resolvers }) {
  const typeDefs = parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
  const schema = buildSubgraphSchema([{ typeDefs, resolvers }]);
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { query, variables, operationName } = JSON.parse(body);
    const contextValue = { authorization: request.headers.authorization };
    const result = await graphql({
      schema,
      source: query,
      variableValues: variables,
      operationName,
      contextValue,
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  });
  useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
  server.listen(port, '127.0.0.1', () =>
    console.log(`${file} at http://127.0.0.1:${server.address().port}/graphql`),
  );
}
