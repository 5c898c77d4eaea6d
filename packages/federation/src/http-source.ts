import { Pool } from 'undici';
import { ErrorCode } from './error-codes.ts';
import { RecentlyUsed } from './recently-used.ts';
import type { Source, SourceRequest, SourceResult, SubscribeRequest } from './source.ts';
import { SubscriptionSocket, type SubscriptionSocketOptions } from './subscription-socket.ts';
import { SubscriptionStream, type SubscriptionStreamOptions } from './subscription-stream.ts';

export interface HttpSourceOptions {
  /** Where the subgraph answers GraphQL over HTTP POST. Never part of an error. */
  url: string;
  /** Headers of one request, for example a signature over `body`. */
  headers?: (request: SourceRequest, body: string) => Record<string, string>;
  /** Sockets to this subgraph. Default 64. */
  connections?: number;
  /** From sending to the last byte of the answer. Default 10,000. */
  timeoutMs?: number;
  /** How long an idle socket is kept. Default 30,000. */
  keepAliveMs?: number;
  /** The largest answer that is read, in bytes. Default 32 MiB. */
  maxAnswerBytes?: number;
  /** Set to allow subscriptions, over graphql-transport-ws, or by SSE (`protocol: 'sse'`). */
  subscriptions?: SubscriptionSocketOptions | SubscriptionStreamOptions;
}

class BadAnswer extends Error {}

/** A subgraph over HTTP. Its failures are errors with a code, and say nothing of where it is. */
export function createHttpSource(options: HttpSourceOptions): Source {
  const subscriptions = options.subscriptions && openSubscriptions(options.subscriptions);
  const poster = new Poster(options);
  const source: Source = {
    execute: (request) => poster.post(request),
    close: async () => {
      await Promise.all([poster.close(), subscriptions?.close()]);
    },
  };
  if (subscriptions) source.subscribe = (request: SubscribeRequest) => subscriptions.subscribe(request);
  return source;
}

function openSubscriptions(options: SubscriptionSocketOptions | SubscriptionStreamOptions) {
  const isStream = 'protocol' in options && options.protocol === 'sse';
  return isStream ? new SubscriptionStream(options) : new SubscriptionSocket(options);
}

class Poster {
  readonly #options: HttpSourceOptions;
  readonly #url: URL;
  readonly #pool: Pool;
  readonly #prefixes = new RecentlyUsed<string, string>(1000);

  constructor(options: HttpSourceOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
    this.#pool = new Pool(this.#url.origin, {
      connections: options.connections ?? 64,
      keepAliveTimeout: options.keepAliveMs ?? 30_000,
      connect: { timeout: options.timeoutMs ?? 10_000 },
    });
  }

  async post(request: SourceRequest): Promise<SourceResult> {
    const { timeoutMs = 10_000 } = this.#options;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    const onAbort = () => timeout.abort();
    request.signal?.addEventListener('abort', onAbort, { once: true });
    if (request.signal?.aborted) timeout.abort();
    try {
      return await this.#send(request, timeout.signal);
    } catch (error) {
      if (timeout.signal.aborted)
        return failed(ErrorCode.timeout, 'A part of this answer did not come in time.');
      if (error instanceof BadAnswer)
        return failed(ErrorCode.badAnswer, 'A part of this answer could not be read.');
      return failed(ErrorCode.unavailable, 'A part of this answer is not available now.');
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #send(request: SourceRequest, signal: AbortSignal): Promise<SourceResult> {
    const body = this.#writeBody(request);
    const answer = await this.#pool.request({
      path: `${this.#url.pathname}${this.#url.search}`,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...this.#options.headers?.(request, body),
      },
      body,
      signal,
    });
    const text = await readText(answer.body, this.#options.maxAnswerBytes ?? 32 * 1024 * 1024);
    const result = readResult(text);
    if (result) return result;
    // Proxies answer 502 to 504 with pages of their own while a subgraph is away.
    if (answer.statusCode >= 500) throw new Error('not available');
    throw new BadAnswer();
  }

  /** The document's part of the body is written once, since it is the same in every request. */
  #writeBody(request: SourceRequest): string {
    let prefix = this.#prefixes.get(request.documentHash);
    if (prefix === undefined) {
      const { document: query, operationName } = request;
      prefix = `${JSON.stringify({ query, operationName }).slice(0, -1)},"variables":`;
      this.#prefixes.set(request.documentHash, prefix);
    }
    return `${prefix}${JSON.stringify(request.variables)}}`;
  }
}

async function readText(
  body: AsyncIterable<Buffer> & { destroy(): unknown },
  limit: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) {
      body.destroy();
      throw new BadAnswer();
    }
    chunks.push(chunk);
  }
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString('utf8');
}

function readResult(text: string): SourceResult | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return 'data' in value || Array.isArray((value as SourceResult).errors)
      ? (value as SourceResult)
      : undefined;
  } catch {
    return undefined;
  }
}

function failed(code: string, message: string): SourceResult {
  return { errors: [{ message, extensions: { code } }] };
}
