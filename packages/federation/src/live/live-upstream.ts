import { ErrorCode } from '../ground/error-codes.ts';
import { type SourceResult, type StreamEnd, streamEnd } from '../source/source.ts';

/** An upstream that has not completed: why, and what its subscribers are told if it stays so. */
export interface BrokenUpstream {
  readonly why: StreamEnd;
  readonly answer: SourceResult;
}

/** Why reading an upstream stopped. */
export type UpstreamEnd = 'completed' | 'interrupted' | BrokenUpstream;

/**
 * One upstream being read. `interrupt` stops it at once, also while it waits for an event from a generator that does not
 * hear `return()` before that.
 */
export class LiveUpstream {
  readonly #events: AsyncIterator<SourceResult>;
  #interrupted = false;
  #wake: () => void = () => {};

  constructor(stream: AsyncIterable<SourceResult>) {
    this.#events = stream[Symbol.asyncIterator]();
  }

  /** Reads until it ends. */
  async read(take: (event: SourceResult) => Promise<void>): Promise<UpstreamEnd> {
    while (!this.#interrupted) {
      const next = await this.#next();
      if (this.#interrupted) break;
      if (next === 'thrown') return gone;
      if (next.done) return 'completed';
      const why = endOf(next.value);
      if (why) {
        this.#end();
        return { why, answer: next.value };
      }
      await take(next.value);
    }
    return 'interrupted';
  }

  interrupt(): void {
    if (this.#interrupted) return;
    this.#interrupted = true;
    this.#end();
    this.#wake();
  }

  #next(): Promise<IteratorResult<SourceResult, unknown> | 'thrown'> {
    return new Promise((resolve) => {
      this.#wake = () => resolve('thrown');
      this.#events.next().then(resolve, () => resolve('thrown'));
    });
  }

  #end(): void {
    Promise.resolve(this.#events.return?.()).catch(() => {});
  }
}

/** What is no event but says that there are no more; also in the words of a subgraph that has subgraphs of its own. */
function endOf(event: SourceResult): StreamEnd | undefined {
  const hasData = event.data !== undefined && event.data !== null;
  return !hasData && isUnavailable(event) ? 'lost' : event[streamEnd];
}

export function isUnavailable({ errors }: SourceResult): boolean {
  return errors?.[0]?.extensions?.code === ErrorCode.unavailable;
}

export const gone: BrokenUpstream = {
  why: 'lost',
  answer: {
    errors: [
      {
        message: 'The source of this subscription is not available now.',
        extensions: { code: ErrorCode.unavailable },
      },
    ],
  },
};
