/** What came back for one request. */
export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const statuses = new Set([200, 400, 401, 403, 404, 405, 406, 413, 415, 429]);

/** What must not be read in any answer: where things stand, how they are asked, what went wrong inside. */
const details: readonly RegExp[] = [
  /\bat [\w.<>]+ \(|node_modules|\.(ts|js):\d+/,
  /\bselect .+ from\b|\bsqlstate\b|\bpg_|violates \w+ constraint|invalid input syntax|prisma/i,
  /postgres(ql)?:\/\/|ECONN|ENOTFOUND|127\.0\.0\.1:\d+/,
  /Cannot read propert|is not a function|^\w+ is not defined$|undefined is not|Maximum call stack|Unexpected token/,
];

/** What is wrong with an answer, or undefined. What the client wrote itself it may read again. */
export function faultOf({ status, type, text }: FuzzAnswer, sent: string): string | undefined {
  if (!statuses.has(status)) return `status ${status}`;
  if (/^text\/html/.test(type)) return undefined;
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return `no JSON (${type})`;
  }
  const { errors, data } = (answer ?? {}) as {
    errors?: { message?: unknown; extensions?: { code?: unknown } }[];
    data?: unknown;
  };
  if (errors === undefined && data === undefined) return 'neither data nor errors';
  for (const error of errors ?? []) {
    const { message, extensions } = error ?? {};
    if (typeof message !== 'string') return 'an error without a message';
    if (typeof extensions?.code !== 'string') return 'an error without a code';
    if (extensions.code === 'INTERNAL' || extensions.code === 'INTERNAL_SERVER_ERROR')
      return 'an inner error';
    const detail = details.find((pattern) => pattern.test(message) && !pattern.test(sent));
    if (detail) return `a detail: ${message.slice(0, 200)}`;
  }
  return undefined;
}
