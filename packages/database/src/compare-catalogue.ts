import pg from 'pg';
import { diffSchemas } from './create-migration.ts';

/**
 * Compares a migrated database with one made straight from the Prisma schema in `emptyUrl` (an empty database, which is
 * filled). Tables, columns, enums and keys must be equal; what a Prisma schema cannot say (checks, exclusions, triggers,
 * partial indexes, partitions) may be there besides. A table that is written by hand says so in its own comment,
 * `comment on table x is 'by hand: why'`. Returns one line for each difference.
 */
export async function compareCatalogue(
  migratedUrl: string,
  emptyUrl: string,
  schema: string,
): Promise<string[]> {
  const script = await diffSchemas(undefined, schema);
  await withClient(emptyUrl, (client) => client.query(script));
  const [is, should] = [await readCatalogue(migratedUrl), await readCatalogue(emptyUrl)];
  const lacking = [...should].filter((fact) => !is.has(fact)).map((fact) => `the migrations lack: ${fact}`);
  const surplus = [...is]
    .filter((fact) => !should.has(fact) && !fact.startsWith('index '))
    .map((fact) => `the schema lacks: ${fact}`);
  return [...lacking, ...surplus].sort();
}

const OWN_TABLES = `
  from pg_class t join pg_namespace n on n.oid = t.relnamespace
  where n.nspname = 'public' and t.relkind in ('r', 'p', 'v', 'm') and not t.relispartition
    and t.relname <> '_prisma_migrations'
    and coalesce(obj_description(t.oid, 'pg_class'), '') not like 'by hand:%'`;

/** One text for each fact about the schema `public`. */
const FACTS = `
  with tables as (select t.oid, t.relname ${OWN_TABLES})
  select format('column %s.%s %s%s%s', relname, attname, format_type(atttypid, atttypmod),
      case when attnotnull then ' not null' else '' end,
      coalesce(' default ' || pg_get_expr(adbin, adrelid), '')) as fact
    from tables join pg_attribute a on a.attrelid = tables.oid and attnum > 0 and not attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select format('key %s on %s: %s', conname, relname, pg_get_constraintdef(c.oid))
    from tables join pg_constraint c on c.conrelid = tables.oid and contype in ('p', 'f')
  union all
  select format('index %s', indexdef) from pg_indexes join tables on relname = tablename where schemaname = 'public'
  union all
  select format('enum %s: %s', typname, string_agg(enumlabel, ', ' order by enumsortorder))
    from pg_type t join pg_enum e on e.enumtypid = t.oid join pg_namespace n on n.oid = t.typnamespace
    where n.nspname = 'public' group by typname`;

async function readCatalogue(url: string): Promise<Set<string>> {
  const { rows } = await withClient(url, (client) => client.query<{ fact: string }>(FACTS));
  return new Set(rows.map(({ fact }) => fact));
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
