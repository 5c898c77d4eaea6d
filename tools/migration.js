// Writes a new migration: npm run migration -- <domain> <name> [--empty]
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describeFault, readAnnotations } from '../packages/database/src/check-annotations.ts';
import { createMigration } from '../packages/database/src/create-migration.ts';
import { PRISMA_DIR } from '../packages/database/src/migration-files.ts';

const [domain, name] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (!domain || !name) {
  console.error('Say which domain and what changes: npm run migration -- billing add-due-date [--empty]');
  process.exit(2);
}

try {
  checkColumns();
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

/** Every column says what data it is; said here, before the migration is written, rather than by a test afterwards. */
function checkColumns() {
  const file = join(PRISMA_DIR, domain, 'schema.prisma');
  if (!existsSync(file)) return;
  const { faults } = readAnnotations(readFileSync(file, 'utf8'), `prisma/${domain}/schema.prisma`);
  if (faults.length > 0) throw new Error(faults.map(describeFault).join('\n'));
}

function describe({ folder, sql, warnings }) {
  console.log(`${relative(process.cwd(), folder)}/migration.sql\n\n${sql}`);
  if (warnings.length === 0) return;
  console.log('Look at these before you commit; they lose data, or fail on a table that has rows:');
  for (const warning of warnings) console.log(`  ${warning}`);
}
