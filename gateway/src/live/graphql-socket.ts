import type { Duplex } from 'node:stream';
import type { LiveListener, LiveUpdate } from '@lastmile/federation/live/live-update';
import { Refusal } from '@lastmile/kernel/refusal';
import type { RawData, WebSocket } from 'ws';
import { credentialsIn } from '../identity/credentials.ts';
import { presentError } from '../operation/present-error.ts';
import { CloseCode, LiveCaller } from './live-caller.ts';
import type { LiveCallers } from './live-callers.ts';
import type { LiveSettings } from './live-settings.ts';
import { writeTextFrame } from './socket-frame.ts';
import { type ClientMessage, readMessage } from './socket-message.ts';
import { type StartOptions, startOperation } from './start-operation.ts';

export interface SocketOptions extends StartOptions {
  readonly settings: LiveSettings;
  readonly callers: LiveCallers;
}

/** How long a socket that is cut may take to read why, in milliseconds. */
const lastWordMs = 5_000;
const closing = Buffer.from('}');

/** One socket that speaks graphql-transport-ws. */
export class GraphqlSocket {
  readonly caller: LiveCaller;
  readonly #socket: WebSocket;
  /** What carries the frames: answers are written to it directly, so that their bytes are shared. */
  readonly #wire: Duplex;
  readonly #options: SocketOptions;
  #state: 'new' | 'greeting' | 'ready' | 'over' = 'new';
  #running: Map<string, Subscriber> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Has answered since the last ping. */
  isAlive = true;

  constructor(
    socket: WebSocket,
    wire: Duplex,
    caller: (connection: GraphqlSocket) => LiveCaller,
    options: SocketOptions,
  ) {
    this.#socket = socket;
    this.#wire = wire;
    this.#options = options;
    this.caller = caller(this);
    options.callers.add(this.caller);
    this.#timer = setTimeout(tooLate, options.settings.initTimeoutMs, this);
  }

  close(code: number, reason: string): void {
    if (this.#state === 'over') return;
    this.ended();
    this.#socket.close(code, closeReason(reason));
    setTimeout(terminate, lastWordMs, this.#socket).unref();
  }

  /** Something went wrong here that no message should be able to do; the log is told. */
  failed(error: unknown): void {
    const [told] = presentError(error, this.#options.presenting).errors;
    this.close(CloseCode.internal, told?.message ?? 'Something went wrong here');
  }

  /** The socket is gone, or about to be: nothing is told any more. */
  ended(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    clearTimeout(this.#timer);
    this.#options.callers.remove(this.caller);
    const running = this.#running;
    this.#running = undefined;
    for (const subscriber of running?.values() ?? []) subscriber.leave();
  }

  ping(): void {
    if (!this.isAlive) {
      this.#socket.terminate();
      return;
    }
    this.isAlive = false;
    this.#socket.ping();
  }

  received(data: RawData, isBinary: boolean): void {
    this.isAlive = true;
    if (this.#state === 'over') return;
    const message = isBinary ? 'Messages are JSON texts' : readMessage(data);
    if (typeof message === 'string') {
      this.close(CloseCode.badMessage, message);
      return;
    }
    switch (message.type) {
      case 'connection_init':
        this.#init(message.payload);
        return;
      case 'ping':
        this.#send({ type: 'pong', ...(message.payload && { payload: message.payload }) });
        return;
      case 'pong':
        return;
      case 'subscribe':
        this.#subscribe(message);
        return;
      case 'complete':
        this.#running?.get(message.id)?.leave();
        this.#running?.delete(message.id);
    }
  }

  /** One answer of an operation; its bytes are shared with other sockets. */
  next(id: string, bytes: Buffer): void {
    if (this.#state === 'over') return;
    writeTextFrame(this.#wire, `{"id":${JSON.stringify(id)},"type":"next","payload":`, bytes, closing);
    this.#cutWhenSlow();
  }

  finished(id: string, errors?: readonly unknown[]): void {
    this.#running?.delete(id);
    this.#send(errors ? { id, type: 'error', payload: errors } : { id, type: 'complete' });
  }

  #send(message: Record<string, unknown>): void {
    if (this.#state === 'over') return;
    this.#socket.send(JSON.stringify(message));
    this.#cutWhenSlow();
  }

  #cutWhenSlow(): void {
    if (this.#wire.writableLength > this.#options.settings.bufferBytesMax) {
      this.close(CloseCode.tooSlow, 'You read too slowly: connect again with your last cursor');
    }
  }

  #init(params: Readonly<Record<string, unknown>> | undefined): void {
    if (this.#state !== 'new') {
      this.close(CloseCode.initTwice, 'Too many initialisation requests');
      return;
    }
    this.#state = 'greeting';
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.caller.credentials = credentialsIn(params, this.caller.credentials);
    this.caller.identify().then(
      () => this.#welcome(),
      (error) =>
        this.close(
          CloseCode.forbidden,
          error instanceof Refusal ? error.message : 'Who you are cannot be told',
        ),
    );
  }

  #welcome(): void {
    if (this.#state !== 'greeting') return;
    if (!this.#options.callers.identified(this.caller)) {
      this.close(CloseCode.tryLater, 'You have too many connections: close one of them');
      return;
    }
    this.#state = 'ready';
    this.#send({ type: 'connection_ack' });
  }

  #subscribe({ id, asked }: Extract<ClientMessage, { type: 'subscribe' }>): void {
    if (this.#state !== 'ready') {
      this.close(CloseCode.notReady, 'Send connection_init first');
      return;
    }
    this.#running ??= new Map();
    if (this.#running.has(id)) {
      this.close(CloseCode.duplicateId, `There is a subscriber for ${id} already`);
      return;
    }
    const { subscriptionsPerSocketMax: limit } = this.#options.settings;
    if (this.#running.size >= limit) {
      const message = `A socket carries at most ${limit} operations at a time: complete one, or open another.`;
      const extensions = { code: 'TOO_MANY_SUBSCRIPTIONS', limit };
      this.#send({ id, type: 'error', payload: [{ message, extensions }] });
      return;
    }
    const subscriber = new Subscriber(this, id);
    this.#running.set(id, subscriber);
    startOperation(this.#options, asked, this.caller, { transport: 'socket' }, subscriber)
      .then((started) => subscriber.began(started))
      .catch((error) => subscriber.error(presentError(error, this.#options.presenting).errors));
  }
}

/** As much of a text as fits into a close frame: 123 bytes (RFC 6455, 5.5). */
function closeReason(text: string): string {
  let reason = '';
  for (const character of text) {
    if (Buffer.byteLength(reason + character) > 123) break;
    reason += character;
  }
  return reason;
}

/** One operation of a socket. */
class Subscriber implements LiveListener {
  readonly #socket: GraphqlSocket;
  readonly #id: string;
  #leave: (() => void) | undefined;
  #isOver = false;

  constructor(socket: GraphqlSocket, id: string) {
    this.#socket = socket;
    this.#id = id;
  }

  began(started: { readonly leave: () => void } | { readonly errors: readonly unknown[] }): void {
    if ('errors' in started) this.error(started.errors);
    else if (this.#isOver) started.leave();
    else this.#leave = started.leave;
  }

  next({ bytes }: LiveUpdate): void {
    // No closure for each of ten thousand in the usual case.
    if (this.#socket.caller.isSure) this.#tell(bytes);
    else this.#socket.caller.tell(() => this.#tell(bytes));
  }

  #tell(bytes: Buffer): void {
    if (!this.#isOver) this.#socket.next(this.#id, bytes);
  }

  error(errors: readonly unknown[]): void {
    this.#end(errors);
  }

  complete(): void {
    this.#end();
  }

  leave(): void {
    this.#isOver = true;
    this.#leave?.();
    this.#leave = undefined;
  }

  #end(errors?: readonly unknown[]): void {
    this.#socket.caller.tell(() => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#leave = undefined;
      this.#socket.finished(this.#id, errors);
    });
  }
}

function tooLate(socket: GraphqlSocket): void {
  socket.close(CloseCode.initTimeout, 'Send connection_init in time');
}

function terminate(socket: WebSocket): void {
  socket.terminate();
}
