/** The database cannot be reached or does not let us in. The message says where and what to check, never the password. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  readonly code = 'DATABASE_UNAVAILABLE';
  /** The driver's code or SQLSTATE: ECONNREFUSED, 57P03, 28P01 … */
  readonly reason: string;

  constructor(
    where: { name: string; host: string; port: number; database: string },
    reason: string,
    cause: unknown,
  ) {
    const place = `database "${where.database}" (${where.name}) at ${where.host}:${where.port}`;
    super(`The ${place} is unavailable (${reason}): ${adviceFor(reason)}.`, { cause });
    this.reason = reason;
  }
}

const advice: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there; check that PostgreSQL runs and that host and port are right',
  ENOTFOUND: 'the host name does not resolve; check the host of the database URL',
  EAI_AGAIN:
    'the host name does not resolve at the moment; check the host of the database URL and the name server',
  POOL_TIMEOUT: 'no connection became free in time; check for long transactions or raise poolSizeMax',
  '3D000': 'the server has no database of that name; run the migrations, which create it',
  '28P01': 'the password was refused; check user and password of the database URL',
  '28000': 'the user was refused; check user, password and TLS settings of the database URL',
  '53100': 'its disk is full; free some space there, nothing that was committed is lost',
  '53300': 'the server has no connection slot left; lower poolSizeMax or raise max_connections',
  '57P03': 'the server is starting up, shutting down or recovering; try again in a moment',
};

function adviceFor(reason: string): string {
  return advice[reason] ?? 'check that PostgreSQL runs and can be reached over the network';
}

/** The statement's transaction took longer than it may; nothing of it stays. */
export class TransactionTimeout extends Error {
  override readonly name = 'TransactionTimeout';
  readonly code = 'TRANSACTION_TIMEOUT';

  constructor(database: string, timeoutMs: number, cause: unknown) {
    super(
      `A transaction on ${database} did not end within ${timeoutMs} ms and was rolled back: do less in it, or pass a larger timeoutMs.`,
      { cause },
    );
  }
}

interface ErrorParts {
  code?: unknown;
  constraint?: unknown;
  meta?: { driverAdapterError?: unknown };
  cause?: unknown;
  originalCode?: unknown;
  kind?: unknown;
}

/** Errors inside this one: Prisma wraps the driver's, DatabaseUnavailable carries its cause. At most 6 deep. */
function* chain(error: unknown): Generator<ErrorParts> {
  const queue: unknown[] = [error];
  for (let depth = 0; depth < 6 && queue.length > 0; depth += 1) {
    const parts = queue.shift() as ErrorParts | null;
    if (typeof parts !== 'object' || parts === null) continue;
    yield parts;
    queue.push(parts.meta?.driverAdapterError, parts.cause);
  }
}

const SQLSTATE = /^[0-9A-Z]{5}$/;
/** Prisma drops the SQLSTATE for some of its kinds and codes. */
const sqlStateOfPrisma: Record<string, string> = {
  P2002: '23505',
  P2003: '23503',
  P2011: '23502',
  P2034: '40001',
  P2037: '53300',
  TransactionWriteConflict: '40001',
  TooManyConnections: '53300',
};

/** The SQLSTATE of an error of pg or Prisma, undefined if it did not come from the server. */
export function sqlState(error: unknown): string | undefined {
  let translated: string | undefined;
  for (const { originalCode, code, kind } of chain(error)) {
    for (const candidate of [originalCode, code]) {
      if (typeof candidate !== 'string') continue;
      if (candidate in sqlStateOfPrisma) translated ??= sqlStateOfPrisma[candidate];
      else if (SQLSTATE.test(candidate) && !/^(P\d{4}|E[A-Z]{4})$/.test(candidate)) return candidate;
    }
    if (typeof kind === 'string') translated ??= sqlStateOfPrisma[kind];
  }
  return translated;
}

/** Whether a unique index refused a row; with `constraint` only if it was that one, named as in the database. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false;
  return constraint === undefined || constraintOf(error) === constraint;
}

/** Whether an exclusion constraint (overlapping periods) refused a row. */
export function isExclusionViolation(error: unknown): boolean {
  return sqlState(error) === '23P01';
}

/** Whether a text held a character that PostgreSQL stores in no text: U+0000 (22021, and 22P05 in JSON). */
export function isUnstorableText(error: unknown): boolean {
  const state = sqlState(error);
  return state === '22021' || state === '22P05';
}

/** The name of the constraint or index that refused, where the server told it. */
export function constraintOf(error: unknown): string | undefined {
  for (const { constraint } of chain(error)) {
    if (typeof constraint === 'string') return constraint;
    const index = (constraint as { index?: unknown } | undefined)?.index;
    if (typeof index === 'string') return index;
  }
  return undefined;
}

/** Another transaction got in the way (40001, 40P01): the same work succeeds when done again from its beginning. */
export function isSerializationFailure(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** A prepared statement whose result columns a migration has changed since: it works when prepared anew. */
export function isStalePlan(error: unknown): boolean {
  return sqlState(error) === '0A000' && /cached plan must not change result type/.test(String(error));
}

const brokenConnection = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'POOL_TIMEOUT',
  'CONNECTION_LOST',
]);
const transientPrisma = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2034', 'P2037']);
const transientKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
]);
/** Class 08 connection, 40 rollback, 53 out of resources (disk, memory, slots), 57P0x shutdown and recovery. */
const transientState = /^(08...|40001|40P01|53...|57P0[1-5]|55P03|25P03|25P04)$/;
/** pg reports some lost connections by message alone. */
const lostByMessage =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** The connection failed, in the driver's or Prisma's words; undefined if the server answered with an error of its own. */
export function connectionFault(error: unknown): string | undefined {
  for (const parts of chain(error)) {
    if (typeof parts.code === 'string' && brokenConnection.has(parts.code)) return parts.code;
    const message = parts instanceof Error ? parts.message : '';
    if (message.startsWith('timeout exceeded')) return 'POOL_TIMEOUT';
    if (lostByMessage.test(message)) return 'CONNECTION_LOST';
  }
  return undefined;
}

/** Whether the database or the network failed rather than the work: worth doing again, unchanged, a little later. */
export function isTransient(error: unknown): boolean {
  if (connectionFault(error) !== undefined || isStalePlan(error)) return true;
  const state = sqlState(error);
  if (state !== undefined && transientState.test(state)) return true;
  for (const { code, kind } of chain(error)) {
    if (code === 'TRANSACTION_TIMEOUT') return true;
    if (typeof code === 'string' && transientPrisma.has(code)) return true;
    if (typeof kind === 'string' && transientKinds.has(kind)) return true;
  }
  return false;
}
