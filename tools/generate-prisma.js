// Makes the Prisma clients: node tools/generate-prisma.js
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dropOrphans, generateClients } from '../packages/database/src/generate-clients.ts';
import { listDomains, PRISMA_DIR } from '../packages/database/src/migration-files.ts';

const FIXTURES = fileURLToPath(new URL('../packages/database/testing/prisma', import.meta.url));

const sourcesIn = (folder, prefix) =>
  listDomains(folder).map((domain) => ({
    name: `${prefix}${domain}`,
    schemaFile: join(folder, domain, 'schema.prisma'),
  }));

const sources = [...sourcesIn(PRISMA_DIR, ''), ...sourcesIn(FIXTURES, 'fixture-')];
try {
  const made = await generateClients(sources);
  dropOrphans(sources);
  console.log(made.length === 0 ? 'Prisma clients: unchanged.' : `Prisma clients: made ${made.join(', ')}.`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
