import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elsewhereOf } from '@lastmile/database/embedded/placement';
import { findPostmaster } from '@lastmile/database/embedded/postmaster';
import pg from 'pg';

export const domains = ['auth', 'customer', 'billing', 'monitoring', 'notification'] as const;
export type Domain = (typeof domains)[number];

/** Looks into the databases of a running installation, past its processes. */
export class HouseDatabases {
  readonly #clients: ReadonlyMap<Domain, pg.Client>;

  private constructor(clients: ReadonlyMap<Domain, pg.Client>) {
    this.#clients = clients;
  }

  /** Throws when no PostgreSQL runs on the data folder. */
  static async open(dataDir: string): Promise<HouseDatabases> {
    const directory = join(dataDir, 'postgres');
    const home = elsewhereOf(directory) ?? directory;
    const server = findPostmaster(join(home, 'cluster'));
    if (!server) throw new Error(`No PostgreSQL runs on ${home}`);
    const password = readFileSync(join(home, 'password'), 'utf8').trim();
    return HouseDatabases.at(
      (domain) => `postgresql://lastmile:${password}@127.0.0.1:${server.port}/lastmile_${domain}`,
    );
  }

  static async at(urlOf: (domain: Domain) => string): Promise<HouseDatabases> {
    const clients = new Map<Domain, pg.Client>();
    for (const domain of domains) {
      const client = new pg.Client({ connectionString: urlOf(domain) });
      await client.connect();
      clients.set(domain, client);
    }
    return new HouseDatabases(clients);
  }

  async query<Row extends object>(domain: Domain, sql: string, values: unknown[] = []): Promise<Row[]> {
    const result = await this.#clients.get(domain)?.query<Row>(sql, values);
    return result?.rows ?? [];
  }

  /** The one number that a statement gives. */
  async count(domain: Domain, sql: string, values: unknown[] = []): Promise<number> {
    const [row] = await this.query<{ count: string }>(domain, sql, values);
    return Number(row?.count ?? 0);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.end()));
  }
}
