/** What both sides serve: a counter's steps, each with so many lines (20: an answer of 1,200 bytes). */
export const feedTypes = `
  type Query { now: Int }
  type Step { cursor: ID! change: String! at: Int lines: [Line!] }
  type Line { id: ID! name: String! amount: Int! }`;
export const stockSdl = `${feedTypes} type Subscription { stepped: Step! }`;
export const gatewaySdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  ${feedTypes} type Subscription { stepped(after: ID): Step! }`;

export const theSubscription = 'subscription { stepped { cursor change at lines { id name amount } } }';

export interface Step {
  readonly cursor: string;
  readonly change: string;
  readonly at: number | null;
  readonly lines: readonly Line[] | null;
}

interface Line {
  readonly id: string;
  /** A function, as a resolver would be: what an execution costs is part of what is compared. */
  name(): string;
  amount(): number;
}

export function stepAt(at: number, count: number): Step {
  const lines = Array.from({ length: count }, (_, line) => ({
    id: `${at}-${line}`,
    name: () => `line ${line} of step ${at}`,
    amount: () => at * line,
  }));
  return { cursor: String(at), change: 'STEPPED', at, lines };
}

/** Steps as they are taken, to whoever listens; without a memory. */
export class Feed {
  readonly #listeners = new Set<(step: Step) => void>();
  #at = 0;

  get listeners(): number {
    return this.#listeners.size;
  }

  step(lines: number): void {
    this.#at += 1;
    const step = stepAt(this.#at, lines);
    for (const hear of this.#listeners) hear(step);
  }

  listen(greets: boolean): AsyncGenerator<Step, void, void> {
    const waiting: Step[] = greets
      ? [{ cursor: String(this.#at), change: 'SUBSCRIBED', at: null, lines: null }]
      : [];
    let wake: (result: IteratorResult<Step, void>) => void = () => {};
    let isWaiting = false;
    let isOver = false;
    const hear = (step: Step) => {
      if (isWaiting) {
        isWaiting = false;
        wake({ done: false, value: step });
      } else waiting.push(step);
    };
    this.#listeners.add(hear);
    const next = (): Promise<IteratorResult<Step, void>> => {
      const value = waiting.shift();
      if (value) return Promise.resolve({ done: false, value });
      if (isOver) return Promise.resolve({ done: true, value: undefined });
      isWaiting = true;
      return new Promise((resolve) => {
        wake = resolve;
      });
    };
    const end = async (): Promise<IteratorResult<Step, void>> => {
      isOver = true;
      this.#listeners.delete(hear);
      if (isWaiting) wake({ done: true, value: undefined });
      return { done: true, value: undefined };
    };
    return {
      ...{ next, return: end, throw: end },
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => void (await end()),
    };
  }
}
