import type { Dispatcher } from 'undici';
import { TooLong } from './decode-answer.ts';

export interface Gathered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/**
 * One answer of undici's `dispatch`, gathered to its last byte. Its `request` would make a stream, an async resource and
 * listeners for each, which cost more than all the rest of it.
 */
export class GatheredAnswer implements Dispatcher.DispatchHandler {
  /** Rejects with TooLong, with what it was aborted with, or with what undici gives. */
  readonly gathered: Promise<Gathered>;
  readonly #bytesMax: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #statusCode = 0;
  #headers: Gathered['headers'] = {};
  #controller: Dispatcher.DispatchController | undefined;
  #abortedWith: Error | undefined;
  #resolve: (gathered: Gathered) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.gathered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Rejects at once; the request ends with its socket, or before it is sent. */
  abort(error: Error): void {
    this.#abortedWith ??= error;
    this.#reject(error);
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abortedWith) controller.abort(this.#abortedWith);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#statusCode = statusCode;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#bytesMax) this.abort(new TooLong('too long'));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const bytes = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
    this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
