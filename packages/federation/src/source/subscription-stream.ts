import { Agent, request as send } from 'undici';
import { ErrorCode } from '../ground/error-codes.ts';
import { EventQueue } from '../ground/event-queue.ts';
import { splitCredentials, withAuthorization } from './basic-credentials.ts';
import { decodeStream } from './decode-answer.ts';
import { readEvents } from './read-events.ts';
import { type SourceResult, type SubscribeRequest, streamEnd } from './source.ts';
import { answerFailure, type OnFailure, type SourceFailure, thrownFailure } from './source-failure.ts';

export interface SubscriptionStreamOptions {
  protocol: 'sse';
  /** `http:` or `https:` address of the subgraph. Never part of an error. */
  url: string;
  /** Headers of one subscription, for example a signature over `body`. */
  headers?: (request: SubscribeRequest, body: string) => Record<string, string>;
  /** Until the subgraph has begun to answer. Default 10,000. */
  connectTimeoutMs?: number;
  /** After this time without a byte the stream is taken for lost; 0, the default: never, as not all send comments. */
  silenceMs?: number;
  /** The largest event that is read, in bytes. Default 1 MiB. */
  maxEventBytes?: number;
  /** Events that may wait for a slow reader; until it has read some, no more are taken from the connection. Default 1,000. */
  maxWaiting?: number;
  /** Told why there are no events, or no more, which clients are not. */
  onFailure?: OnFailure | undefined;
}

/**
 * Subscriptions to one subgraph by GraphQL over SSE in distinct connections mode: a POST each. It does not reconnect: a
 * stream that ends without `complete` ends with one result that holds an error and says why.
 */
export class SubscriptionStream {
  readonly #options: SubscriptionStreamOptions;
  readonly #agent: Agent;
  readonly #place: ReturnType<typeof splitCredentials>;

  constructor(options: SubscriptionStreamOptions) {
    this.#options = options;
    this.#place = splitCredentials(options.url);
    const { connectTimeoutMs = 10_000, silenceMs = 0 } = options;
    this.#agent = new Agent({
      connect: { timeout: connectTimeoutMs },
      headersTimeout: connectTimeoutMs,
      bodyTimeout: silenceMs,
    });
  }

  async subscribe(request: SubscribeRequest): Promise<AsyncIterable<SourceResult> | SourceResult> {
    const { document: query, operationName, variables } = request;
    const body = JSON.stringify({ query, operationName, variables });
    const left = new AbortController();
    try {
      const answer = await send(this.#place.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          'accept-encoding': 'identity',
          ...withAuthorization(this.#options.headers?.(request, body), this.#place.authorization),
        },
        ...{ body, dispatcher: this.#agent, signal: left.signal },
      });
      const { headers, statusCode } = answer;
      if (/^text\/event-stream\b/i.test(String(headers['content-type'] ?? '')))
        return this.#events(decodeStream(answer.body, headers['content-encoding']), left, request);
      const refusal = readRefusal(await answer.body.text());
      if (!refusal)
        this.#tell(request, answerFailure(ErrorCode.unavailable, statusCode, headers, this.#place.url));
      return refusal ?? away;
    } catch (error) {
      left.abort();
      this.#tell(request, thrownFailure(ErrorCode.unavailable, error));
      return away;
    }
  }

  #tell({ context }: SubscribeRequest, failure: SourceFailure): void {
    this.#options.onFailure?.(failure, context);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #events(
    body: AsyncIterable<Buffer>,
    left: AbortController,
    request: SubscribeRequest,
  ): AsyncIterable<SourceResult> {
    const { signal } = request;
    // It never runs over, as it is asked for room.
    const queue = new EventQueue<SourceResult>(this.#options.maxWaiting ?? 1_000, lost);
    queue.onClose(() => left.abort());
    signal?.addEventListener('abort', () => queue.close(), { once: true });
    if (signal?.aborted) queue.close();
    void this.#read(body, queue, request, left.signal).finally(() => left.abort());
    return queue;
  }

  async #read(
    body: AsyncIterable<Buffer>,
    queue: EventQueue<SourceResult>,
    request: SubscribeRequest,
    left: AbortSignal,
  ): Promise<void> {
    try {
      for await (const { name, data } of readEvents(body, this.#options.maxEventBytes ?? 2 ** 20)) {
        if (name === 'complete') return queue.end();
        if (name !== 'next') continue;
        await queue.room();
        queue.push(JSON.parse(data) as SourceResult);
      }
      this.#tell(request, { code: ErrorCode.unavailable, cause: 'ended without complete' });
      queue.end(lost);
    } catch (error) {
      if (left.aborted) return;
      const isUnreadable = error instanceof RangeError || error instanceof SyntaxError;
      // The message of a SyntaxError has a piece of the event in it.
      if (isUnreadable) this.#tell(request, { code: ErrorCode.badAnswer, cause: `event: ${error.name}` });
      else this.#tell(request, thrownFailure(ErrorCode.unavailable, error));
      queue.end(isUnreadable ? unreadable : lost);
    }
  }
}

const away = failed('The source of this subscription is not available now.');
const lost: SourceResult = { ...away, [streamEnd]: 'lost' };
const unreadable: SourceResult = {
  ...failed('An event of this subscription could not be read.', ErrorCode.badAnswer),
  [streamEnd]: 'failed',
};

/** An answer that does not stream is a refusal, if it is GraphQL's. */
function readRefusal(text: string): SourceResult | undefined {
  try {
    const { errors, data } = JSON.parse(text) as SourceResult;
    if (Array.isArray(errors)) return { errors, ...(data !== undefined && { data }) };
  } catch {
    // A proxy's page.
  }
  return undefined;
}

function failed(message: string, code: string = ErrorCode.unavailable): SourceResult {
  return { errors: [{ message, extensions: { code } }] };
}
