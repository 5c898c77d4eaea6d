import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createLocalSource } from '@lastmile/federation/source/local-source';
import { parse } from 'graphql';
import { toyResolvers, toySdl } from './toy-graph.ts';

const unknown = JSON.stringify({
  errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
});

/** One of the toy subgraphs over plain HTTP; documents are compiled once, and known by their hash from then on. */
export function answerToy(name: string): RequestListener {
  const typeDefs = parse(toySdl[name] ?? '');
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: toyResolvers[name] as never }]);
  const source = createLocalSource({ schema });
  const hashes = new Map<string, string>();
  const documents = new Map<string, string>();
  const remember = (query: string) => {
    const hash = createHash('sha256').update(query).digest('hex');
    hashes.set(query, hash);
    documents.set(hash, query);
    return hash;
  };
  return async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { query, variables, operationName, extensions } = JSON.parse(body);
    const document: string | undefined = query ?? documents.get(extensions?.persistedQuery?.sha256Hash);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (document === undefined) return void response.end(unknown);
    const documentHash = hashes.get(document) ?? remember(document);
    const asked = { document, documentHash, operationName, variables: variables ?? {} };
    response.end(JSON.stringify(await source.execute({ ...asked, kind: 'query', context: {} })));
  };
}
