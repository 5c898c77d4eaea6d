import { Agent, request as send } from 'undici';
import { ErrorCode } from '../ground/error-codes.ts';
import { EventQueue } from '../ground/event-queue.ts';
import { readEvents } from './read-events.ts';
import { type SourceResult, type SubscribeRequest, streamEnd } from './source.ts';

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
}

/**
 * Subscriptions to one subgraph by GraphQL over SSE in distinct connections mode: a POST each. It does not reconnect: a
 * stream that ends without `complete` ends with one result that holds an error and says why.
 */
export class SubscriptionStream {
  readonly #options: SubscriptionStreamOptions;
  readonly #agent: Agent;

  constructor(options: SubscriptionStreamOptions) {
    this.#options = options;
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
      const answer = await send(this.#options.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          ...this.#options.headers?.(request, body),
        },
        ...{ body, dispatcher: this.#agent, signal: left.signal },
      });
      const type = String(answer.headers['content-type'] ?? '');
      if (/^text\/event-stream\b/i.test(type)) return this.#events(answer.body, left, request.signal);
      return readRefusal(await answer.body.text());
    } catch {
      return failed('The source of this subscription is not available now.');
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #events(
    body: AsyncIterable<Buffer>,
    left: AbortController,
    signal: AbortSignal | undefined,
  ): AsyncIterable<SourceResult> {
    // It never runs over, as it is asked for room.
    const queue = new EventQueue<SourceResult>(this.#options.maxWaiting ?? 1_000, lost);
    queue.onClose(() => left.abort());
    signal?.addEventListener('abort', () => queue.close(), { once: true });
    if (signal?.aborted) queue.close();
    void this.#read(body, queue).finally(() => left.abort());
    return queue;
  }

  async #read(body: AsyncIterable<Buffer>, queue: EventQueue<SourceResult>): Promise<void> {
    try {
      for await (const { name, data } of readEvents(body, this.#options.maxEventBytes ?? 2 ** 20)) {
        if (name === 'complete') return queue.end();
        if (name !== 'next') continue;
        await queue.room();
        queue.push(JSON.parse(data) as SourceResult);
      }
      queue.end(lost);
    } catch (error) {
      queue.end(error instanceof RangeError || error instanceof SyntaxError ? unreadable : lost);
    }
  }
}

const lost: SourceResult = {
  ...failed('The source of this subscription is not available now.'),
  [streamEnd]: 'lost',
};
const unreadable: SourceResult = {
  ...failed('An event of this subscription could not be read.', ErrorCode.badAnswer),
  [streamEnd]: 'failed',
};

/** An answer that does not stream is a refusal, if it is GraphQL's. */
function readRefusal(text: string): SourceResult {
  try {
    const { errors, data } = JSON.parse(text) as SourceResult;
    if (Array.isArray(errors)) return { errors, ...(data !== undefined && { data }) };
  } catch {
    // A proxy's page.
  }
  return failed('The source of this subscription is not available now.');
}

function failed(message: string, code: string = ErrorCode.unavailable): SourceResult {
  return { errors: [{ message, extensions: { code } }] };
}
