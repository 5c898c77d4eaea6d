/** What stands in a log in place of a secret or of personal data. */
export const REDACTED = '[redacted]';

export interface RedactionRules {
  /** More key names that are never logged; case, `_` and `-` do not matter. */
  keys?: readonly string[];
  /** Key names that may be logged although the built-in rules would hide them. */
  allow?: readonly string[];
}

export type Redact = (value: unknown) => unknown;

/** Hidden wherever they occur inside a key: `accessToken`, `client_secret`, `billingAddress`, `contactEmail`. */
const FRAGMENTS = [
  ...[
    'password',
    'passwd',
    'passphrase',
    'token',
    'secret',
    'authorization',
    'apikey',
    'cookie',
    'credential',
  ],
  ...['privatekey', 'signingkey', 'email', 'phone', 'address', 'birth', 'passport', 'iban', 'cardnumber'],
];

/** Hidden as whole keys only, for they are also parts of harmless ones (`hostname`, `operationName`). */
const WHOLE = new Set([
  ...['name', 'firstname', 'lastname', 'middlename', 'fullname', 'givenname', 'familyname', 'displayname'],
  ...['surname', 'patronymic', 'username', 'login', 'mail', 'mobile', 'msisdn', 'street', 'postcode', 'zip'],
  ...['otp', 'pin', 'cvv', 'cvc', 'pan', 'taxid', 'assertion', 'jwt', 'ip', 'recipient'],
]);

const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
const MAX_CHARS = 16_384;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Hides what looks like a bearer token, a JWT, a password in a URL, or an e-mail address inside a text. */
export function redactText(text: string): string {
  const cut = text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}… (${text.length} characters)` : text;
  return cut
    .replace(/\b(bearer|basic)\s+[\w\-.~+/]{6,}=*/gi, `$1 ${REDACTED}`)
    .replace(
      /\b(password|passwd|secret|token|api[_-]?key)(["']?[ ]?[=:][ ]?["']?)[^\s"'&,;]{1,512}/gi,
      `$1$2${REDACTED}`,
    )
    .replace(/\beyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?/g, REDACTED)
    .replace(/(\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s/:@]{0,128}):[^\s/@]{1,256}@/gi, `$1:${REDACTED}@`)
    .replace(/([\w.%+-]{1,64})@[\w-]{1,64}(\.[\w-]{1,64})+/g, (mail, local) =>
      // A Message-ID is made of our own delivery id and is what one looks for in a mail server's log.
      UUID.test(local) ? mail : REDACTED,
    );
}

const plainKey = (key: string) => key.toLowerCase().replace(/[_\-\s.]/g, '');

function hides(rules: RedactionRules): (key: string) => boolean {
  const more = new Set(rules.keys?.map(plainKey));
  const allowed = new Set(rules.allow?.map(plainKey));
  const known = new Map<string, boolean>();
  const decide = (key: string) => {
    const plain = plainKey(key);
    if (more.has(plain)) return true;
    if (allowed.has(plain)) return false;
    return WHOLE.has(plain) || FRAGMENTS.some((fragment) => plain.includes(fragment));
  };
  return (key) => {
    let hidden = known.get(key);
    if (hidden === undefined) {
      hidden = decide(key);
      // Keys can come from outside (headers, JSON); the memory of them stays bounded.
      if (known.size < 2_000) known.set(key, hidden);
    }
    return hidden;
  };
}

/** Serialises an error for logs: type, code, message, stack, causes. Its other properties may hold data and stay out. */
function errorFields(error: Error, depth: number, walk: Walk): Record<string, unknown> {
  const { code, cause, errors } = error as Error & { code?: unknown; errors?: unknown };
  return {
    type: error.constructor?.name ?? error.name,
    ...(code === undefined ? {} : { code }),
    message: redactText(String(error.message)),
    ...(error.stack === undefined ? {} : { stack: redactText(String(error.stack)) }),
    ...(cause === undefined ? {} : { cause: walk(cause, depth + 1) }),
    ...(Array.isArray(errors) ? { errors: walk(errors, depth + 1) } : {}),
  };
}

type Walk = (value: unknown, depth: number) => unknown;

/** A function that copies any value into plain JSON without secrets and personal data. It never throws. */
export function createRedact(rules: RedactionRules = {}): Redact {
  const hidden = hides(rules);
  return (root) => {
    const open = new Set<object>();
    const walk: Walk = (value, depth) => {
      if (typeof value === 'string') return redactText(value);
      if (typeof value === 'bigint') return value.toString();
      if (typeof value === 'symbol' || typeof value === 'function') return undefined;
      if (typeof value !== 'object' || value === null) return value;
      if (depth > MAX_DEPTH) return '[deep]';
      if (open.has(value)) return '[circular]';
      open.add(value);
      try {
        return walkObject(value, depth, walk, hidden);
      } catch (failure) {
        return `[unreadable: ${failure instanceof Error ? redactText(failure.message) : 'threw'}]`;
      } finally {
        open.delete(value);
      }
    };
    return walk(root, 0);
  };
}

function walkObject(value: object, depth: number, walk: Walk, hidden: (key: string) => boolean): unknown {
  if (value instanceof Error) return errorFields(value, depth, walk);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value) || value instanceof Set) {
    const items = [...value].slice(0, MAX_ITEMS).map((item) => walk(item, depth + 1) ?? null);
    const left = (Array.isArray(value) ? value.length : value.size) - items.length;
    return left > 0 ? [...items, `[${left} more]`] : items;
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return walk(toJSON.call(value), depth + 1);
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  const copy: Record<string, unknown> = {};
  for (const [key, item] of entries.slice(0, MAX_ITEMS)) {
    const name = String(key);
    copy[name] = hidden(name) && item !== undefined && item !== null ? REDACTED : walk(item, depth + 1);
  }
  if (entries.length > MAX_ITEMS) copy['…'] = `${entries.length - MAX_ITEMS} more`;
  return copy;
}
