import { ErrorCode } from '../ground/error-codes.ts';
import { Unreadable } from './decode-answer.ts';
import { type Exchanged, HttpExchange, Late, type WrittenRequest } from './http-exchange.ts';
import { JoinedReads } from './joined-reads.ts';
import type { Source, SourceRequest, SourceResult, SubscribeRequest } from './source.ts';
import { answerFailure, type OnFailure, thrownFailure } from './source-failure.ts';
import { SubscriptionSocket, type SubscriptionSocketOptions } from './subscription-socket.ts';
import { SubscriptionStream, type SubscriptionStreamOptions } from './subscription-stream.ts';

export interface HttpSourceOptions {
  /**
   * Where the subgraph answers GraphQL over HTTP POST. Never part of an error. A user and a password in it are sent as
   * `authorization`, unless the headers have one.
   */
  url: string;
  /** Headers of one request, for example a signature over `body`. */
  headers?: (request: SourceRequest, body: string) => Record<string, string>;
  /** Sockets to this subgraph. Default 64. */
  connections?: number;
  /** From sending to the last byte of the answer. Default 10,000. */
  timeoutMs?: number;
  /** The same for reads. Default: `timeoutMs`. */
  readTimeoutMs?: number;
  /** How long an idle socket is kept. Default 30,000. */
  keepAliveMs?: number;
  /** The largest answer that is read, in bytes. Default 32 MiB. */
  maxAnswerBytes?: number;
  /**
   * Documents are sent by their SHA-256 once the subgraph has them, as Apollo's automatic persisted queries are: its
   * servers understand it, and most others. Default false.
   */
  persisted?: boolean;
  /** Answers are asked for compressed. Default false; what comes compressed all the same is read too. */
  compressed?: boolean | undefined;
  /**
   * Equal reads that are on their way at the same time are asked once, between requests for which this says the same;
   * undefined keeps a request to itself. Say the rights of whoever asks: what they are shown depends on nothing else.
   */
  shareKey?: (request: SourceRequest) => string | undefined;
  /** Told why an answer is missing, which clients are not. */
  onFailure?: OnFailure | undefined;
  /** Set to allow subscriptions, over graphql-transport-ws, or by SSE (`protocol: 'sse'`). */
  subscriptions?: SubscriptionSocketOptions | SubscriptionStreamOptions;
}

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

/** Reads of many entities are hardly asked twice at a time, and to compare them costs more than it gives. */
const joinedCharsMax = 2_000;

class Poster {
  readonly #exchange: HttpExchange;
  readonly #shareKey: HttpSourceOptions['shareKey'];
  readonly #url: string;
  readonly #onFailure: OnFailure;
  readonly #reads = new JoinedReads<WrittenRequest, Exchanged>((request, stop, until) =>
    this.#exchange.send(request, stop, until),
  );

  constructor(options: HttpSourceOptions) {
    this.#exchange = new HttpExchange(options);
    this.#shareKey = options.shareKey;
    this.#url = options.url;
    this.#onFailure = options.onFailure ?? (() => {});
  }

  async post(request: SourceRequest): Promise<SourceResult> {
    const variablesText = writeVariables(request);
    if (variablesText === undefined) return notAsked;
    try {
      return this.#read(await this.#ask({ ...request, variablesText }), request);
    } catch (error) {
      if (!(error instanceof Late)) {
        const [code, told] =
          error instanceof Unreadable ? [ErrorCode.badAnswer, badAnswer] : [ErrorCode.unavailable, away];
        this.#onFailure(thrownFailure(code, error), request.context);
        return told;
      }
      // Whoever asked may have gone, which says nothing of the subgraph.
      if (!request.signal?.aborted || (request.signal.reason as Error | undefined)?.name === 'TimeoutError')
        this.#onFailure({ code: ErrorCode.timeout, cause: 'no answer in time' }, request.context);
      return late;
    }
  }

  #read({ statusCode, headers, text }: Exchanged, { context }: SourceRequest): SourceResult {
    const result = readResult(text);
    if (statusCode === 504 && result?.errors?.[0]?.extensions?.code === ErrorCode.deadline) {
      this.#onFailure({ code: ErrorCode.timeout, cause: 'its own deadline' }, context);
      return late;
    }
    if (result) return result;
    // Proxies answer 502 to 504 with pages of their own while a subgraph is away.
    const isAway = statusCode >= 500;
    const code = isAway ? ErrorCode.unavailable : ErrorCode.badAnswer;
    this.#onFailure(answerFailure(code, statusCode, headers, this.#url), context);
    return isAway ? away : badAnswer;
  }

  close(): Promise<void> {
    return this.#exchange.close();
  }

  /** Who asks the same while it is on its way gets the same text, and reads it for itself. */
  #ask(request: WrittenRequest): Promise<Exchanged> {
    const { kind, documentHash, variablesText } = request;
    const mayJoin = kind === 'query' && variablesText.length <= joinedCharsMax;
    const rights = mayJoin ? this.#shareKey?.(request) : undefined;
    if (rights === undefined) return this.#exchange.sendFor(request);
    const key = `${rights} ${documentHash} ${variablesText}`;
    return this.#reads.ask(key, request, this.#exchange.waitsUntil(request));
  }
}

/** Undefined for what JSON cannot say: a value of somebody's that is nested without end. */
function writeVariables({ variables }: SourceRequest): string | undefined {
  try {
    return JSON.stringify(variables);
  } catch {
    return undefined;
  }
}

const notAsked: SourceResult = failed(
  ErrorCode.invalidValue,
  'A part of this answer could not be asked for: a value is nested too deeply.',
);
const late: SourceResult = failed(ErrorCode.timeout, 'A part of this answer did not come in time.');
const away: SourceResult = failed(ErrorCode.unavailable, 'A part of this answer is not available now.');
const badAnswer: SourceResult = failed(ErrorCode.badAnswer, 'A part of this answer could not be read.');

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
