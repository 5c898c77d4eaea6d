import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorCode } from '@lastmile/federation/ground/error-codes';
import type { LiveListener, LiveUpdate } from '@lastmile/federation/live/live-update';
import { OperationRefused } from '@lastmile/federation/plan/plan';
import { header } from '@lastmile/http/read-request';
import { sendJson, statusOfRefusal } from '@lastmile/http/send-answer';
import { badInput, Refusal } from '@lastmile/kernel/refusal';
import type { GraphQLFormattedError } from 'graphql';
import { operationInBody, operationInSearch } from '../http/read-operation-request.ts';
import { tellHeaders } from '../http/tell-headers.ts';
import { clientPlaceOf } from '../identity/client-place.ts';
import { credentialsOf } from '../identity/credentials.ts';
import type { Identification } from '../identity/identify.ts';
import { LimitExceeded, presentError } from '../operation/present-error.ts';
import { CloseCode, type Connection, LiveCaller } from './live-caller.ts';
import type { LiveCallers } from './live-callers.ts';
import type { LiveSettings } from './live-settings.ts';
import { mayConnect } from './origin.ts';
import { type StartOptions, startOperation } from './start-operation.ts';

export interface EventStreamOptions extends StartOptions {
  readonly settings: LiveSettings;
  readonly callers: LiveCallers;
  readonly identification: Identification;
  readonly trustedProxies: number;
  readonly corsOrigins: readonly string[];
}

export type AnswerEventStream = (
  request: IncomingMessage,
  response: ServerResponse,
  search: URLSearchParams,
  body: unknown,
) => Promise<void>;

const answerTypes = /^(text\/event-stream|application\/(?:graphql-response\+)?json)$/;

/**
 * Whether a stream is what the client would rather have: clients that take anything name it after JSON, for queries
 * too. Of equal `q` (RFC 9110, 12.5.1) the first one named.
 */
export function wantsEventStream({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { accept } = headers;
  if (!accept?.includes('text/event-stream')) return false;
  let best = { type: '', quality: 0 };
  for (const part of accept.split(',')) {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const given = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = given === undefined ? 1 : Number(given.slice(2));
    if (answerTypes.test(type) && quality > best.quality) best = { type, quality };
  }
  return best.type === 'text/event-stream';
}

/**
 * GraphQL over SSE, distinct connections mode: one operation per request, by POST or by GET as a browser's EventSource
 * sends it. The id of an event is its cursor, so that EventSource comes back with it by itself (`Last-Event-ID`).
 * What refuses the operation before it begins has a status of its own and is not streamed, which ends an EventSource
 * rather than let it try for ever. Some of that is thrown.
 */
export function createEventStreams(options: EventStreamOptions): AnswerEventStream {
  return async (request, response, search, body) => {
    assertSameSite(request, options.corsOrigins);
    const asked = request.method === 'GET' ? operationInSearch(search) : operationInBody(body);
    const stream = new EventStream(response, options.settings.bufferBytesMax);
    const client = clientPlaceOf(request, options.trustedProxies);
    const identification = options.identification.at?.(request) ?? options.identification;
    const caller = new LiveCaller(client, stream, identification, credentialsOf(request));
    stream.serves(caller);
    if (!options.callers.hasRoomFor(client.address)) throw tooMany();
    options.callers.add(caller);
    response.once('close', () => {
      stream.ended();
      options.callers.remove(caller);
    });
    try {
      await caller.identify();
      if (!options.callers.identified(caller)) throw tooMany();
      const how = {
        transport: 'stream' as const,
        readsOnly: request.method === 'GET',
        after: header(request, 'last-event-id'),
        onAdmitted: () => stream.admitted(),
        tell: (headers: Readonly<Record<string, string>>) => tellHeaders(response, headers),
      };
      stream.began(await startOperation(options, asked, caller, how, stream));
    } catch (error) {
      options.callers.remove(caller);
      if (stream.isOver) return;
      const isRefusal = error instanceof OperationRefused || error instanceof LimitExceeded;
      if (!isRefusal && !response.headersSent) throw error;
      const { errors, status, headers } = presentError(error, options.presenting);
      if (response.headersSent) return stream.error(errors);
      stream.ended();
      tellHeaders(response, headers);
      sendJson(response, status, { errors });
    }
  };
}

function tooMany(): Refusal {
  return new Refusal('RATE_LIMITED', 'There are too many connections of yours: close one of them.');
}

/** A page elsewhere could ask without a preflight: browsers say where it is, and nobody else is a browser. */
function assertSameSite(request: IncomingMessage, allowed: readonly string[]): void {
  const type = header(request, 'content-type') ?? '';
  if (request.method !== 'GET' && !/^application\/(graphql\+)?json\b/.test(type)) {
    throw badInput('content-type', 'send application/json');
  }
  const { origin, host } = request.headers;
  const site = header(request, 'sec-fetch-site');
  const isElsewhere = !origin && (site === 'cross-site' || site === 'same-site');
  if (!isElsewhere && mayConnect(origin, host, allowed)) return;
  throw new Refusal(
    'FORBIDDEN',
    'Pages of this origin may not open streams: name it in GATEWAY_CORS_ORIGINS.',
  );
}

const keepAlive = ':\n\n';
const complete = 'event: complete\ndata: \n\n';
const ending = Buffer.from('\n\n');

/**
 * How long the head waits for a word of the subgraph's, in milliseconds: as long as a refusal usually takes, and no
 * longer than a client waits before it takes the connection for a dead one.
 */
const headWaitMs = 1_000;

/** Nothing that an EventSource should end for: what passes by itself is told in the stream, and it comes back. */
const passing: ReadonlySet<string> = new Set([
  ErrorCode.unavailable,
  ErrorCode.timeout,
  'UNAVAILABLE',
  'TIMEOUT',
  'DEADLINE_EXCEEDED',
]);

/** The status of an answer that is nothing but these errors; undefined where they belong into a stream. */
function statusOf([first]: readonly unknown[]): number | undefined {
  const code = String((first as Partial<GraphQLFormattedError> | undefined)?.extensions?.code);
  if (passing.has(code)) return undefined;
  return code === 'INTERNAL' ? 500 : statusOfRefusal(code);
}

/** One answer that streams. */
class EventStream implements LiveListener, Connection {
  readonly #response: ServerResponse;
  readonly #bufferBytesMax: number;
  #caller: LiveCaller | undefined;
  #leave: (() => void) | undefined;
  #headWait: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(response: ServerResponse, bufferBytesMax: number) {
    this.#response = response;
    this.#bufferBytesMax = bufferBytesMax;
  }

  serves(caller: LiveCaller): void {
    this.#caller = caller;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** From now on the head waits for the first word, or the refusal, of the subgraph; but not for long. */
  admitted(): void {
    if (!this.#isOver) this.#headWait = setTimeout(() => this.#open(), headWaitMs).unref();
  }

  began(started: { readonly leave: () => void } | { readonly errors: readonly unknown[] }): void {
    if ('errors' in started) {
      this.error(started.errors);
      return;
    }
    if (this.#isOver) {
      started.leave();
      return;
    }
    this.#leave = started.leave;
  }

  next({ bytes, cursor }: LiveUpdate): void {
    this.#caller?.tell(() => this.#write(bytes, cursor));
  }

  error(errors: readonly unknown[]): void {
    this.#caller?.tell(() => this.#fail(errors));
  }

  complete(): void {
    this.#caller?.tell(() => this.#finish());
  }

  /** What a client can mend by coming back is only cut; otherwise it is told and need not come back. */
  close(code: number, reason: string): void {
    if (this.#isOver) return;
    if (code === CloseCode.forbidden) {
      this.#fail([{ message: `${reason}.`, extensions: { code: 'UNAUTHENTICATED' } }]);
    } else if (code === CloseCode.tooSlow) this.#response.destroy();
    else {
      // A head of another kind would end an EventSource for good.
      this.#open();
      this.#response.end();
    }
    this.ended();
  }

  ping(): void {
    if (!this.#isOver && this.#response.headersSent) this.#response.write(keepAlive);
  }

  ended(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#headWait);
    this.#leave?.();
    this.#leave = undefined;
  }

  #open(): void {
    clearTimeout(this.#headWait);
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // Not held back by nginx.
      'x-accel-buffering': 'no',
    });
    this.#response.write(keepAlive);
  }

  #write(bytes: Buffer, cursor: string | undefined): void {
    if (this.#isOver) return;
    this.#open();
    const id = cursor === undefined || /[\r\n\0]/.test(cursor) ? '' : `id: ${cursor}\n`;
    this.#response.cork();
    this.#response.write(`event: next\n${id}data: `);
    this.#response.write(bytes);
    this.#response.write(ending);
    this.#response.uncork();
    if (this.#response.writableLength > this.#bufferBytesMax) this.close(CloseCode.tooSlow, 'Too slow');
  }

  /** With a status as long as there is no head; after that in the stream. */
  #fail(errors: readonly unknown[]): void {
    if (this.#isOver) return;
    const status = this.#response.headersSent ? undefined : statusOf(errors);
    if (status === undefined) {
      this.#write(Buffer.from(JSON.stringify({ errors })), undefined);
      this.#finish();
    } else {
      sendJson(this.#response, status, { errors });
      this.ended();
    }
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#open();
    this.#response.end(complete);
    this.ended();
  }
}
