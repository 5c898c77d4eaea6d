/** Where a database URL points, without its secrets: what may stand in messages. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** Reads a PostgreSQL URL. Throws an Error that says what a URL looks like, never repeating the given one. */
export function parsePlace(url: string): Place {
  const parsed = URL.parse(url);
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new Error(
      'This is not a PostgreSQL URL; it should look like postgresql://user:password@host:5432/database.',
    );
  }
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (database === '') {
    throw new Error(
      `The PostgreSQL URL for ${parsed.host} names no database; add it as the path: …/billing.`,
    );
  }
  return {
    host: decodeURIComponent(parsed.hostname) || 'localhost',
    port: Number(parsed.port || 5432),
    database,
  };
}

/** The same URL for another database of that server. */
export function urlOf(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${encodeURIComponent(database)}`;
  return parsed.href;
}
