// Writes schema/: each subgraph's SDL, the composed supergraph, the API schema that clients see, the part
// of it that each partner is shown, the events' schemas.
import 'reflect-metadata';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPlanner } from '@lastmile/federation/plan/plan';
import { composeSupergraph } from '@lastmile/federation/supergraph/compose';
import { contractSchema } from '@lastmile/federation/supergraph/contract-schema';
import { readContract } from '@lastmile/gateway/partner/read-contract';
import { eventDocuments } from '@lastmile/messaging/event-documents';
import { eventCatalogue } from '@lastmile/messaging/events/catalogue';
import { domains } from '@lastmile/standalone/domains';
import { buildDomainSchema } from '@lastmile/subgraph/build-schema';
import { lexicographicSortSchema, printSchema } from 'graphql';

const schemaDir = fileURLToPath(new URL('../schema/', import.meta.url));
const files = new Map();

try {
  collect();
  write();
} catch (error) {
  // What whoever wrote the change can mend is said without the way through our code.
  const theirs = ['MissingAccessRule', 'CompositionFailed'].includes(error.name);
  console.error(theirs ? error.message : error);
  process.exit(1);
}

function collect() {
  const subgraphs = domains.map((domain) => {
    const { sdl } = buildDomainSchema(domain);
    files.set(`subgraphs/${domain.name}.graphql`, sdl);
    return { name: domain.name, url: `http://${domain.name}/graphql`, sdl };
  });
  const { supergraphSdl } = composeSupergraph(subgraphs);
  files.set('supergraph.graphql', `${supergraphSdl.trimEnd()}\n`);
  const { apiSchema } = createPlanner(supergraphSdl);
  files.set('api.graphql', `${printSchema(lexicographicSortSchema(apiSchema))}\n`);
  for (const [name, contract] of contracts()) {
    const shown = contractSchema(supergraphSdl, apiSchema, contract);
    files.set(`partners/${name}.graphql`, `${printSchema(lexicographicSortSchema(shown))}\n`);
  }
  for (const [name, text] of eventDocuments(eventCatalogue)) files.set(`events/${name}`, text);
}

/** Written by hand, or by a partner; what of the schema each shows is written beside it. */
function contracts() {
  const folder = `${schemaDir}partners`;
  const ending = '.contract.json';
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)) : [];
  return names.map((name) => [
    name.slice(0, -ending.length),
    readContract(name, readFileSync(`${folder}/${name}`, 'utf8')),
  ]);
}

function write() {
  for (const folder of ['subgraphs', 'events', 'partners']) {
    mkdirSync(`${schemaDir}${folder}`, { recursive: true });
    for (const name of readdirSync(`${schemaDir}${folder}`)) {
      if (folder === 'partners' && !name.endsWith('.graphql')) continue;
      if (!files.has(`${folder}/${name}`)) rmSync(`${schemaDir}${folder}/${name}`);
    }
  }
  for (const [name, text] of files) {
    mkdirSync(dirname(`${schemaDir}${name}`), { recursive: true });
    writeFileSync(`${schemaDir}${name}`, text);
  }
  console.log(`schema/: ${files.size} files written`);
}
