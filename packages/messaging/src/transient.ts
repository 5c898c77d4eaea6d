/** SQLSTATE classes: 08 connection, 40 rollback, 53 out of resources, 57P0x shutdown, lock and transaction timeouts. */
const transientState = /^(08...|40001|40P01|53...|57P0[1-5]|55P03|25P03|25P04)$/;
const transientCodes = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ],
  ...[
    'DATABASE_UNAVAILABLE',
    'TRANSACTION_TIMEOUT',
    'P1001',
    'P1002',
    'P1008',
    'P1017',
    'P2024',
    'P2034',
    'P2037',
  ],
]);
const transientKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
]);
/** pg tells some lost connections by words alone. */
const lost =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;

interface ErrorParts {
  code?: unknown;
  originalCode?: unknown;
  kind?: unknown;
  message?: unknown;
  meta?: { driverAdapterError?: unknown };
  cause?: unknown;
}

/** Whether the database or the network failed rather than the work: the same work may succeed a little later. */
export function isTransient(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 6) return false;
  const { code, originalCode, kind, message, meta, cause } = error as ErrorParts;
  for (const candidate of [code, originalCode]) {
    if (typeof candidate !== 'string') continue;
    if (transientCodes.has(candidate) || transientState.test(candidate)) return true;
  }
  if (typeof kind === 'string' && transientKinds.has(kind)) return true;
  if (typeof message === 'string' && lost.test(message)) return true;
  return isTransient(meta?.driverAdapterError, depth + 1) || isTransient(cause, depth + 1);
}
