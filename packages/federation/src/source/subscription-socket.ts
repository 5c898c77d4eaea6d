import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ErrorCode } from '../ground/error-codes.ts';
import { EventQueue } from '../ground/event-queue.ts';
import { splitCredentials } from './basic-credentials.ts';
import {
  type SourceError,
  type SourceResult,
  type StreamEnd,
  type SubscribeRequest,
  streamEnd,
} from './source.ts';
import { type OnFailure, type SourceFailure, thrownFailure } from './source-failure.ts';

export interface SubscriptionSocketOptions {
  /** `ws:` or `wss:` address of the subgraph. Never part of an error. */
  url: string;
  /** Payload of `connection_init`, made anew for each socket. */
  connectionParams?: () => Record<string, unknown> | Promise<Record<string, unknown>>;
  /** `extensions` of one `subscribe`, for example a signed assertion about its caller. */
  extensions?: (request: SubscribeRequest) => Record<string, unknown> | Promise<Record<string, unknown>>;
  /** How long connecting and the acknowledgement may take. Default 10,000. */
  connectTimeoutMs?: number;
  /** Between two pings; a subgraph that answers none in this time is taken for lost. Default 5,000. */
  pingMs?: number;
  /** A socket without subscriptions is closed after this. Default 1,000. */
  idleMs?: number;
  /** Events that may wait for a slow reader before the subscription ends with an error. Default 1,000. */
  maxWaiting?: number;
  /** Told why there are no events, or no more, which clients are not. */
  onFailure?: OnFailure | undefined;
}

/**
 * Subscriptions to one subgraph over graphql-transport-ws, all on one socket. It does not reconnect: a
 * lost socket ends each stream with one result that holds an error and says why, and the next subscribe connects anew.
 */
export class SubscriptionSocket {
  readonly #options: SubscriptionSocketOptions;
  readonly #client: Client;
  /** Ends those that have heard something on the socket that is open. */
  readonly #heard = new Set<(closed: unknown) => void>();

  constructor(options: SubscriptionSocketOptions) {
    this.#options = options;
    const { connectTimeoutMs = 10_000, pingMs = 5_000 } = options;
    const { url, authorization } = splitCredentials(options.url);
    let unanswered: NodeJS.Timeout | undefined;
    this.#client = createClient({
      url,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocols: string[]) {
          super(address, protocols, {
            handshakeTimeout: connectTimeoutMs,
            ...(authorization && { headers: { authorization } }),
          });
        }
      },
      connectionParams: options.connectionParams,
      connectionAckWaitTimeout: connectTimeoutMs,
      lazyCloseTimeout: options.idleMs ?? 1_000,
      retryAttempts: 0,
      keepAlive: pingMs,
      on: {
        ping: (isReceived) => {
          if (!isReceived) unanswered = setTimeout(() => this.#client.terminate(), pingMs);
        },
        pong: (isReceived) => {
          if (isReceived) clearTimeout(unanswered);
        },
        closed: (event) => {
          clearTimeout(unanswered);
          // The client would subscribe again after a normal closure, from the beginning and without a word.
          for (const fail of [...this.#heard]) fail(event);
        },
      },
      // What goes wrong is told to each subscription; the client would print it besides.
      onNonLazyError: () => {},
    });
  }

  async subscribe(request: SubscribeRequest): Promise<AsyncIterable<SourceResult>> {
    const queue = new EventQueue<SourceResult>(this.#options.maxWaiting ?? 1_000, overflow);
    const extensions = await this.#options.extensions?.(request);
    const { document: query, operationName, variables } = request;
    let stop = () => {};
    let isOver = false;
    const end = (last?: SourceResult) => {
      isOver = true;
      this.#heard.delete(fail);
      queue.end(last);
      stop();
    };
    const fail = (error: unknown) => {
      if (isOver) return;
      const told = describe(error);
      const code = String(told.errors?.[0]?.extensions?.code);
      if (told[streamEnd] !== 'told') this.#options.onFailure?.(closedFailure(code, error), request.context);
      end(told);
    };
    stop = this.#client.subscribe<Record<string, unknown>>(
      { query, operationName, variables, extensions },
      {
        next: (event) => {
          if (!isOver) this.#heard.add(fail);
          queue.push(event as SourceResult);
        },
        error: fail,
        complete: () => end(),
      },
    );
    queue.onClose(end);
    request.signal?.addEventListener('abort', () => queue.close(), { once: true });
    if (request.signal?.aborted) queue.close();
    return queue;
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}

const overflow = last('overrun', ErrorCode.overrun, 'Events came faster than they were read.');
const lost = last('lost', ErrorCode.unavailable, 'The source of this subscription is not available now.');
const brokenOff = last('failed', ErrorCode.downstream, 'The source of this subscription has broken it off.');
const unreadable = last('failed', ErrorCode.badAnswer, 'An event of this subscription could not be read.');

/** Close codes of graphql-transport-ws by which a server says that something is wrong, and not only now. */
const brokenOffCodes: ReadonlySet<unknown> = new Set([4400, 4401, 4403, 4406, 4409, 4429, 4500]);
/** Those of which the client itself says that it does not understand the server. */
const unreadableCodes: ReadonlySet<unknown> = new Set([4004, 4005]);
/** Of the codes of WebSocket itself, those that pass by themselves. */
const passingCodes: ReadonlySet<unknown> = new Set([1000, 1001, 1005, 1006, 1012, 1013, 1014]);

/** Errors of the subgraph pass; a closed or refused socket becomes one clean error. */
function describe(error: unknown): SourceResult {
  if (Array.isArray(error)) return { errors: error as SourceError[], [streamEnd]: 'told' };
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code !== 'number') return lost;
  if (unreadableCodes.has(code)) return unreadable;
  const isBrokenOff = brokenOffCodes.has(code) || (code < 2_000 && !passingCodes.has(code));
  return isBrokenOff ? brokenOff : lost;
}

/** A closed socket, or what was thrown on the way to one, as `ws` tells it. */
function closedFailure(code: string, error: unknown): SourceFailure {
  const { code: closed, error: inner } = (error ?? {}) as { code?: unknown; error?: unknown };
  return typeof closed === 'number'
    ? { code, cause: `closed with ${closed}` }
    : thrownFailure(code, inner ?? error);
}

function last(end: StreamEnd, code: string, message: string): SourceResult {
  return { errors: [{ message, extensions: { code } }], [streamEnd]: end };
}
