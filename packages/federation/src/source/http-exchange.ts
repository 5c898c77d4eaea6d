import { Pool } from 'undici';
import { weighText } from '../document/weigh-document.ts';
import { Interruption } from '../ground/interruption.ts';
import { RecentlyUsed } from '../ground/recently-used.ts';
import { splitCredentials, withAuthorization } from './basic-credentials.ts';
import { decode, readableEncodings } from './decode-answer.ts';
import { type Gathered, GatheredAnswer } from './gathered-answer.ts';
import type { SourceRequest } from './source.ts';
import { timeLeftHeader } from './time-left.ts';

export interface HttpExchangeOptions {
  url: string;
  headers?: ((request: SourceRequest, body: string) => Record<string, string>) | undefined;
  connections?: number | undefined;
  timeoutMs?: number | undefined;
  readTimeoutMs?: number | undefined;
  keepAliveMs?: number | undefined;
  maxAnswerBytes?: number | undefined;
  persisted?: boolean | undefined;
  compressed?: boolean | undefined;
}

/** A request with its variables written out, once for all that is done with them. */
export interface WrittenRequest extends SourceRequest {
  readonly variablesText: string;
}

export interface Exchanged {
  readonly statusCode: number;
  readonly headers: Gathered['headers'];
  readonly text: string;
}

/** Not in time, or not wanted any more. */
export class Late extends Error {}

type BodyKind = 'document' | 'hash' | 'both';

const documentsKept = 1_000;
/** Of each subgraph. */
const documentBytesMax = 16_000_000;

/** Whole milliseconds. Throws Late when there is none. */
function msUntil(moment: number): number {
  const left = Math.floor(moment - performance.now());
  if (left < 1) throw new Late();
  return left;
}

/** Sends documents to one address on kept-alive connections, and reads what comes back as text. */
export class HttpExchange {
  readonly #options: HttpExchangeOptions;
  readonly #path: string;
  /** What a user and a password in the URL make. */
  readonly #authorization: string | undefined;
  readonly #pool: Pool;
  readonly #written = new RecentlyUsed<string, string>(2 * documentsKept, documentBytesMax);
  /** Hashes of documents that the other side has. */
  readonly #known = new RecentlyUsed<string, true>(documentsKept);

  constructor(options: HttpExchangeOptions) {
    this.#options = options;
    const url = new URL(options.url);
    this.#authorization = splitCredentials(options.url).authorization;
    this.#path = `${url.pathname}${url.search}`;
    this.#pool = new Pool(url.origin, {
      connections: options.connections ?? 64,
      keepAliveTimeout: options.keepAliveMs ?? 30_000,
      connect: { timeout: options.timeoutMs ?? 10_000 },
      // Every exchange has a time of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Until when an answer to this is waited for, by `performance.now()`. */
  waitsUntil({ kind, deadlineAt = Number.POSITIVE_INFINITY }: SourceRequest): number {
    const { timeoutMs = 10_000, readTimeoutMs = timeoutMs } = this.#options;
    return Math.min(performance.now() + (kind === 'query' ? readTimeoutMs : timeoutMs), deadlineAt);
  }

  /** Until its signal fires. Throws Late, TooLong, or what undici gives. */
  async sendFor(request: WrittenRequest): Promise<Exchanged> {
    const { signal } = request;
    const stop = new Interruption();
    if (!signal) return this.send(request, stop);
    const release = stop.follow(signal);
    try {
      return await this.send(request, stop);
    } finally {
      release();
    }
  }

  /** Until it is stopped; it stops by itself when nobody waits any more. Throws as `sendFor`. */
  async send(
    request: WrittenRequest,
    stop: Interruption,
    until = this.waitsUntil(request),
  ): Promise<Exchanged> {
    const timer = setTimeout(stopNow, msUntil(until), stop);
    try {
      return await this.#exchange(request, until, stop);
    } finally {
      clearTimeout(timer);
    }
  }

  async #exchange(request: WrittenRequest, until: number, stop: Interruption): Promise<Exchanged> {
    const post = (kind: BodyKind) => this.#post(request, this.#body(request, kind), until, stop);
    if (!this.#options.persisted) return post('document');
    if (this.#known.get(request.documentHash)) {
      const answer = await post('hash');
      if (!isUnknownHash(answer)) return answer;
    }
    const answer = await post('both');
    if (answer.statusCode === 200) this.#known.set(request.documentHash, true);
    return answer;
  }

  async #post(request: WrittenRequest, body: string, until: number, stop: Interruption): Promise<Exchanged> {
    const { maxAnswerBytes = 32 * 1024 * 1024 } = this.#options;
    const headers = this.#headers(request, body, until);
    const answer = new GatheredAnswer(maxAnswerBytes);
    const abort = () => answer.abort(new Late());
    stop.add(abort);
    try {
      this.#pool.dispatch({ path: this.#path, method: 'POST', headers, body }, answer);
      const { statusCode, headers: told, bytes } = await answer.gathered;
      const read = await decode(bytes, told['content-encoding'], maxAnswerBytes);
      return { statusCode, headers: told, text: read.toString('utf8') };
    } finally {
      stop.delete(abort);
    }
  }

  #headers(request: WrittenRequest, body: string, until: number): Record<string, string> {
    const { headers, compressed } = this.#options;
    return {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(compressed && { 'accept-encoding': readableEncodings }),
      // What a mutation has begun it ends, whether somebody waits for it or not.
      ...(request.kind === 'query' && { [timeLeftHeader]: String(msUntil(until)) }),
      ...withAuthorization(headers?.(request, body), this.#authorization),
    };
  }

  /** All but the variables is written once, since it is the same in every request. */
  #body(request: WrittenRequest, kind: BodyKind): string {
    const { documentHash, document, operationName, variablesText } = request;
    const key = `${kind} ${documentHash}`;
    let prefix = this.#written.get(key);
    if (prefix === undefined) {
      const query = kind === 'hash' ? undefined : document;
      const named = { extensions: { persistedQuery: { version: 1, sha256Hash: documentHash } } };
      const told = { query, operationName, ...(kind !== 'document' && named) };
      prefix = `${JSON.stringify(told).slice(0, -1)},"variables":`;
      this.#written.set(key, prefix, weighText(prefix));
    }
    return `${prefix}${variablesText}}`;
  }
}

const stopNow = (stop: Interruption) => stop.happen();

/** The other side has forgotten the document, or keeps none. */
const isUnknownHash = ({ text }: Exchanged): boolean =>
  text.length < 2_000 &&
  /PERSISTED_QUERY_NOT_(FOUND|SUPPORTED)|PersistedQueryNot(Found|Supported)/.test(text);
