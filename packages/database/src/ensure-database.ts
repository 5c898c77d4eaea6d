import pg from 'pg';
import { connectionFault, DatabaseUnavailable, sqlState } from './database-errors.ts';
import { parsePlace, urlOf } from './place.ts';

/** Creates the database of a URL if the server has none of that name. Throws DatabaseUnavailable. */
export async function ensureDatabase(
  name: string,
  url: string,
  log: (message: string) => void,
): Promise<void> {
  const place = { name, ...parsePlace(url) };
  try {
    if (await tryConnect(url)) return;
    await createDatabase(urlOf(url, 'postgres'), place.database);
    log(`Created the database "${place.database}".`);
  } catch (error) {
    const reason = sqlState(error) ?? connectionFault(error);
    throw reason === undefined ? error : new DatabaseUnavailable(place, reason, error);
  }
}

/** False if the server has no such database. */
async function tryConnect(url: string): Promise<boolean> {
  const client = openClient(url);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (sqlState(error) === '3D000') return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(url: string, database: string): Promise<void> {
  const client = openClient(url);
  try {
    await client.connect();
    await client.query(`create database ${client.escapeIdentifier(database)}`);
  } catch (error) {
    // Another replica was faster: 42P04, or 23505 when both were at it in the same moment.
    if (!['42P04', '23505'].includes(sqlState(error) ?? '')) throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

function openClient(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  return client;
}
