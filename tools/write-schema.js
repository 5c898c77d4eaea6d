// Writes schema/: each subgraph's SDL, the composed supergraph, the API schema that clients see, the events' schemas.
import 'reflect-metadata';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeSupergraph } from '@lastmile/federation/compose';
import { createPlanner } from '@lastmile/federation/plan';
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
  for (const [name, text] of eventDocuments(eventCatalogue)) files.set(`events/${name}`, text);
}

function write() {
  for (const folder of ['subgraphs', 'events']) {
    mkdirSync(`${schemaDir}${folder}`, { recursive: true });
    for (const name of readdirSync(`${schemaDir}${folder}`)) {
      if (!files.has(`${folder}/${name}`)) rmSync(`${schemaDir}${folder}/${name}`);
    }
  }
  for (const [name, text] of files) {
    mkdirSync(dirname(`${schemaDir}${name}`), { recursive: true });
    writeFileSync(`${schemaDir}${name}`, text);
  }
  console.log(`schema/: ${files.size} files written`);
}
