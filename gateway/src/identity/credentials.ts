import type { IncomingMessage } from 'node:http';
import { header } from '@lastmile/http/read-request';
import { Refusal } from '@lastmile/kernel/refusal';
import { LimitExceeded } from '../operation/present-error.ts';

/** What a caller brought to say who it is, as it came. */
export interface Credentials {
  /** `Bearer` and an access token. */
  readonly authorization?: string | undefined;
  /** A partner's key. */
  readonly apiKey?: string | undefined;
}

export const apiKeyHeader = 'x-api-key';

export function credentialsOf(request: IncomingMessage): Credentials {
  return { authorization: header(request, 'authorization'), apiKey: header(request, apiKeyHeader) };
}

/**
 * Those of a `connection_init`, or those that the request for the socket had. Clients spread their headers into it as
 * people wrote them: in any case.
 */
export function credentialsIn(
  params: Readonly<Record<string, unknown>> | undefined,
  before: Credentials,
): Credentials {
  const given = new Map(Object.entries(params ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const text = (name: string) => {
    const value = given.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const own = { authorization: text('authorization'), apiKey: text(apiKeyHeader) ?? text('apikey') };
  return own.authorization === undefined && own.apiKey === undefined ? before : own;
}

const secrets = new Set(['accesstoken', 'apikey', 'authorization', 'token', 'xapikey']);
/** A partner's key, or an access token. */
const secret = /(?<![a-z0-9])lm_[a-z0-9]{10}_[\w-]{20}|(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10}/i;

/** Whether an address has a secret in it, however it is written: by the name of a parameter, or anywhere else. */
export function hasSecrets({ pathname, search, searchParams }: URL): boolean {
  const isNamed = [...searchParams.keys()].some((name) =>
    secrets.has(name.toLowerCase().replace(/[-_]/g, '')),
  );
  return isNamed || spellings(`${pathname}${search}`).some((text) => secret.test(text));
}

/** A text as it stands there, and as it is read by whoever undoes percent-encoding, also twice, and escapes of JSON. */
function spellings(text: string): readonly string[] {
  const texts = [text];
  for (let last = text; texts.length < 4; texts.push(last)) {
    const read = last
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (read === last) break;
    last = read;
  }
  return texts;
}

/** An address lies in logs and histories: a secret in it counts as known to others. Throws CREDENTIALS_IN_URL. */
export function refuseSecrets(url: URL): void {
  if (!hasSecrets(url)) return;
  throw new LimitExceeded(
    'CREDENTIALS_IN_URL',
    `Keys and tokens are never sent in an address: send the header ${apiKeyHeader} or authorization, and have what was sent here revoked.`,
  );
}

/** Throws BAD_INPUT where there are two answers to who it is. */
export function assertOneOf({ authorization, apiKey: key }: Credentials): void {
  if (authorization && key)
    throw new Refusal('BAD_INPUT', `Send either authorization or ${apiKeyHeader}, not both.`);
}
