import type { SourceRequest } from './source.ts';

/** Sends a request; rejects when `stop` is aborted, and aborts it itself when it has not been answered by then. */
export type SendUntil<Request extends SourceRequest, Answer> = (
  request: Request,
  stop: AbortController,
  until: number,
) => Promise<Answer>;

/** Joined is what goes on for at least this share of the time that whoever asks has left. */
const enoughOfTime = 0.9;

/** Equal reads that are on their way at the same time, each sent once for all who ask. */
export class JoinedReads<Request extends SourceRequest, Answer> {
  readonly #send: SendUntil<Request, Answer>;
  readonly #onTheirWay = new Map<string, JoinedRead<Answer>>();

  constructor(send: SendUntil<Request, Answer>) {
    this.#send = send;
  }

  /** Whose signal fires leaves the others alone; the last one to leave ends the read. */
  ask(key: string, request: Request, until: number): Promise<Answer> {
    let read = this.#onTheirWay.get(key);
    if (!read?.lastsFor(until)) read = this.#begin(key, request, until);
    return read.join(request.signal);
  }

  #begin(key: string, request: Request, until: number): JoinedRead<Answer> {
    const controller = new AbortController();
    const read = new JoinedRead(this.#send(request, controller, until), until, () => {
      forget();
      controller.abort();
    });
    const forget = () => {
      if (this.#onTheirWay.get(key) === read) this.#onTheirWay.delete(key);
    };
    this.#onTheirWay.set(key, read);
    read.answer.then(forget, forget);
    return read;
  }
}

class JoinedRead<Answer> {
  readonly answer: Promise<Answer>;
  readonly #until: number;
  readonly #abandon: () => void;
  #waiting = 0;

  constructor(answer: Promise<Answer>, until: number, abandon: () => void) {
    this.answer = answer;
    this.#until = until;
    this.#abandon = abandon;
  }

  /** Whoever waits until then loses little by waiting for this. */
  lastsFor(until: number): boolean {
    const now = performance.now();
    return this.#until - now >= enoughOfTime * (until - now);
  }

  join(signal: AbortSignal | undefined): Promise<Answer> {
    this.#waiting += 1;
    if (!signal) return this.answer;
    const leave = () => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#abandon();
    };
    signal.addEventListener('abort', leave, { once: true });
    return this.answer.finally(() => signal.removeEventListener('abort', leave));
  }
}
