// Applies what is missing: npm run migrate [-- <domain> …]; each domain's URL is in <DOMAIN>_DATABASE_URL.
import { applyMigrations } from '../packages/database/src/migrate.ts';
import { listDomains } from '../packages/database/src/migration-files.ts';

const all = listDomains().filter((domain) => domain !== 'messaging');
const domains = process.argv.length > 2 ? process.argv.slice(2) : all;
try {
  for (const domain of domains) await migrate(domain);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function migrate(domain) {
  if (!all.includes(domain)) {
    throw new Error(`There is no domain "${domain}" in prisma/: the domains are ${all.join(', ')}.`);
  }
  const variable = `${domain.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} is not set: give the URL of the database of ${domain}.`);
  const applied = await applyMigrations(domain, url, { log: console.log });
  if (applied.length === 0) console.log(`${domain} is up to date.`);
}
