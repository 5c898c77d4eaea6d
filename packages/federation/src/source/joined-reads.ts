import { Interruption } from '../ground/interruption.ts';
import type { SourceRequest } from './source.ts';

/** Sends a request; rejects when `stop` happens, or when it has not been answered by then. */
export type SendUntil<Request extends SourceRequest, Answer> = (
  request: Request,
  stop: Interruption,
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
    const stop = new Interruption();
    const read = new JoinedRead<Answer>(until, () => {
      forget();
      stop.happen();
    });
    const forget = () => {
      if (this.#onTheirWay.get(key) === read) this.#onTheirWay.delete(key);
    };
    this.#onTheirWay.set(key, read);
    this.#send(request, stop, until).then(
      (answer) => {
        forget();
        read.settle(({ resolve }) => resolve(answer));
      },
      (error) => {
        forget();
        read.settle(({ reject }) => reject(error));
      },
    );
    return read;
  }
}

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
  /** Its signal is not listened to any more. */
  release(): void;
}

/** Keeps the promises of those who wait, rather than one of the answer, which would live as long as this does. */
class JoinedRead<Answer> {
  readonly #until: number;
  readonly #abandon: () => void;
  readonly #waiting: Waiting<Answer>[] = [];
  #staying = 0;

  constructor(until: number, abandon: () => void) {
    this.#until = until;
    this.#abandon = abandon;
  }

  /** Whoever waits until then loses little by waiting for this. */
  lastsFor(until: number): boolean {
    const now = performance.now();
    return this.#until - now >= enoughOfTime * (until - now);
  }

  join(signal: AbortSignal | undefined): Promise<Answer> {
    this.#staying += 1;
    const leave = () => {
      this.#staying -= 1;
      if (this.#staying === 0) this.#abandon();
    };
    signal?.addEventListener('abort', leave, { once: true });
    const release = () => signal?.removeEventListener('abort', leave);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject, release }));
  }

  settle(tell: (waiting: Waiting<Answer>) => void): void {
    for (const waiting of this.#waiting.splice(0)) {
      waiting.release();
      tell(waiting);
    }
  }
}
