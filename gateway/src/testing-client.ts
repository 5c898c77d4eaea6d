import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export type Asked = Record<string, unknown>;
type Running = { readonly url: string };
type Headers = Record<string, string>;

export interface Told {
  readonly status: number;
  readonly headers: globalThis.Headers;
  readonly data: unknown;
  readonly code: string | undefined;
  readonly errors: readonly { message: string; extensions: { code: string } & Asked }[] | undefined;
}

export const sha = (text: string) => createHash('sha256').update(text).digest('hex');
export const apq = (query: string) => ({ persistedQuery: { version: 1, sha256Hash: sha(query) } });

/** An operation and a manifest as Apollo's generator writes them. */
export const operation = (body: string, more: Asked = {}) => {
  const [, type, name] = /^(\w+) (\w+)/.exec(body) ?? [];
  return { id: sha(body), name, type, body, ...more };
};
export const manifest = (...operations: Asked[]) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations });

export async function post({ url }: Running, body: Asked, headers: Headers = {}): Promise<Told> {
  return read(
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );
}

export async function get({ url }: Running, asked: Asked, headers: Headers = {}): Promise<Told> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(asked))
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return read(
    await fetch(`${url}/graphql?${search}`, { headers: { 'apollo-require-preflight': '1', ...headers } }),
  );
}

async function read(answer: Response): Promise<Told> {
  const text = await answer.text();
  const json = (text ? JSON.parse(text) : {}) as { data?: unknown; errors?: Told['errors'] };
  const code = json.errors?.[0]?.extensions.code;
  return { status: answer.status, headers: answer.headers, data: json.data, errors: json.errors, code };
}

/** The first answer over a socket of its own. */
export async function overSocket(
  { url }: Running,
  payload: Asked,
  connectionParams: Asked = {},
): Promise<{ data?: unknown; code?: string | undefined }> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams,
  });
  try {
    for await (const { data } of client.iterate(payload as never)) return { data };
    return {};
  } catch (error) {
    const [first] = Array.isArray(error) ? (error as { extensions: { code: string } }[]) : [];
    return { code: first?.extensions.code ?? String((error as { code?: unknown }).code) };
  } finally {
    await client.dispose();
  }
}
