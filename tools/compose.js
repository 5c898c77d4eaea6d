// npm run compose -- --out supergraph.graphql products=./products.graphql@http://localhost:4101/graphql …
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { composeSupergraph } from '../packages/federation/src/supergraph/compose.ts';

// Where the command was given, so that paths are those of whoever gave it.
const from = process.env.INIT_CWD ?? process.cwd();
try {
  const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
  const subgraphs = positionals.map((entry) => {
    const [, name, file, url] = /^([\w-]+)=([^@]+)@(https?:.+)$/.exec(entry) ?? [];
    if (!name) throw new Error(`${entry}: write <name>=<file>@<url>.`);
    return { name, url, sdl: readFileSync(resolve(from, file), 'utf8') };
  });
  if (subgraphs.length === 0) throw new Error('Name subgraphs: <name>=<file>@<url> …');
  const { supergraphSdl } = composeSupergraph(subgraphs);
  if (values.out) writeFileSync(resolve(from, values.out), supergraphSdl);
  else process.stdout.write(supergraphSdl);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
