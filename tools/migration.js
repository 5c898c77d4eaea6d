// Writes a new migration: npm run migration -- <domain> <name> [--empty]
import { relative } from 'node:path';
import { createMigration } from '../packages/database/src/create-migration.ts';

const [domain, name] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (!domain || !name) {
  console.error('Say which domain and what changes: npm run migration -- billing add-due-date [--empty]');
  process.exit(2);
}

try {
  const made = await createMigration(domain, name, {
    now: new Date(),
    empty: process.argv.includes('--empty'),
  });
  if (made) describe(made);
  else
    console.log(
      `prisma/${domain}/schema.prisma is as the last migration left it: nothing to write (--empty for SQL by hand).`,
    );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function describe({ folder, sql, warnings }) {
  console.log(`${relative(process.cwd(), folder)}/migration.sql\n\n${sql}`);
  if (warnings.length === 0) return;
  console.log('Look at these before you commit; they lose data, or fail on a table that has rows:');
  for (const warning of warnings) console.log(`  ${warning}`);
}
