import pg from 'pg';

type Parse = (text: string) => unknown;

const { builtins } = pg.types;
const ARRAY_OF = { date: 1182, int8: 1016, numeric: 1231, timestamp: 1115, interval: 1187 } as const;

const keepText: Parse = (text) => text;
/** A timestamp without zone is UTC in every database of ours, as Prisma writes it. */
const parseTimestamp: Parse = (text) => {
  const date = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? text : date;
};

function parseArrayOf(parse: Parse): Parse {
  return (text) => splitArray(text).map((item) => mapItems(item, parse));
}

function mapItems(item: unknown, parse: Parse): unknown {
  if (Array.isArray(item)) return item.map((inner) => mapItems(inner, parse));
  return item === null ? null : parse(String(item));
}

/** pg's own parser of text[] takes array literals apart, nested ones included. */
const splitArray = pg.types.getTypeParser(1009 as typeof builtins.TEXT) as unknown as (
  text: string,
) => unknown[];

const parsers = new Map<number, Parse>([
  [builtins.INT8, BigInt],
  [builtins.NUMERIC, keepText],
  [builtins.DATE, keepText],
  [builtins.INTERVAL, keepText],
  [builtins.TIMESTAMP, parseTimestamp],
  [ARRAY_OF.int8, parseArrayOf(BigInt)],
  [ARRAY_OF.numeric, parseArrayOf(keepText)],
  [ARRAY_OF.date, parseArrayOf(keepText)],
  [ARRAY_OF.interval, parseArrayOf(keepText)],
  [ARRAY_OF.timestamp, parseArrayOf(parseTimestamp)],
]);

/**
 * What a column becomes in JavaScript, on the pool and within transactions alike:
 * int8 → bigint, numeric → string, date → 'YYYY-MM-DD', timestamp and timestamptz → Date,
 * interval, time and ranges → PostgreSQL's text, json and jsonb → parsed, uuid → string, bytea → Buffer,
 * the rest as pg has it. Arrays follow their items.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const own = format === 'binary' ? undefined : parsers.get(oid);
    return own ?? pg.types.getTypeParser(oid as number, format as 'text');
  },
};

/**
 * Values as they go to PostgreSQL: an array becomes a PostgreSQL array, a plain object JSON, a Date its UTC instant
 * (pg would write the process' local time). A JSON array must be passed as text: `JSON.stringify(list)` with `$1::jsonb`.
 */
export function encodeValues(values: readonly unknown[]): unknown[] {
  return values.map(encodeValue);
}

function encodeValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(encodeValue);
  return value;
}
