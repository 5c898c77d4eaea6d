/**
 * Events between one writer and one reader, bounded. Beyond `limit` waiting events it ends with `overflow`, after those
 * that wait; a writer that can wait asks for `room` before it writes.
 */
export class EventQueue<E> implements AsyncIterableIterator<E> {
  readonly #limit: number;
  readonly #overflow: E;
  #waiting: E[] = [];
  #readers: ((result: IteratorResult<E, undefined>) => void)[] = [];
  #isOver = false;
  #wakeWriter: () => void = () => {};
  #stop: () => void = () => {};

  constructor(limit: number, overflow: E) {
    this.#limit = limit;
    this.#overflow = overflow;
  }

  /** `stop` is called once when the reader goes away or the queue runs over. */
  onClose(stop: () => void): void {
    if (this.#isOver) stop();
    else this.#stop = stop;
  }

  push(event: E): void {
    if (this.#isOver) return;
    const reader = this.#readers.shift();
    if (reader) reader({ done: false, value: event });
    else if (this.#waiting.length < this.#limit) this.#waiting.push(event);
    else {
      this.end(this.#overflow);
      this.#stop();
    }
  }

  /** Resolves when another event may be written, or nobody reads any more. */
  async room(): Promise<void> {
    while (!this.#isOver && this.#waiting.length >= this.#limit) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
  }

  /** No more events; `last` is still given to the reader. */
  end(last?: E): void {
    if (this.#isOver) return;
    if (last !== undefined) {
      const reader = this.#readers.shift();
      if (reader) reader({ done: false, value: last });
      else this.#waiting.push(last);
    }
    this.#isOver = true;
    this.#wakeWriter();
    for (const reader of this.#readers.splice(0)) reader({ done: true, value: undefined });
  }

  /** The reader goes away: what waits is dropped. */
  close(): void {
    this.#waiting = [];
    const wasOver = this.#isOver;
    this.end();
    if (!wasOver) this.#stop();
  }

  next(): Promise<IteratorResult<E, undefined>> {
    const event = this.#waiting.shift();
    this.#wakeWriter();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<E, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
