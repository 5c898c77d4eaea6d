import type { Answer } from '../answer/compile-merge.ts';
import { ErrorBook } from '../answer/error-book.ts';
import { Lacks } from '../answer/lacks.ts';
import type { Variables } from '../document/check-variables.ts';
import type { PreparedOperation } from '../plan/prepared-operation.ts';
import type { Source } from '../source/source.ts';
import type { ExecuteOptions } from './execute-options.ts';

/** One run of one operation: the tree that fetches write into, and the errors. */
export class PlanRun {
  readonly prepared: PreparedOperation;
  readonly values: Variables;
  readonly options: ExecuteOptions;
  readonly book: ErrorBook;
  /** Undefined where there are no conditions: then all that is missing went wrong. */
  readonly lacks: Lacks | undefined;
  tree: Answer;
  /** True until a root answer has been taken over as the tree. */
  isEmpty: boolean;
  #aborted: Promise<never> | undefined;
  #stopListening: (() => void) | undefined;

  constructor(prepared: PreparedOperation, values: Variables, options: ExecuteOptions) {
    this.prepared = prepared;
    this.values = values;
    this.options = options;
    this.book = new ErrorBook(options.nameServices ?? false);
    this.lacks = prepared.shaping.hasConditions ? new Lacks() : undefined;
    this.isEmpty = options.rootValue === undefined;
    this.tree = options.rootValue ?? {};
  }

  source(name: string, url: string | undefined): Source | undefined {
    const { sources } = this.options;
    return typeof sources === 'function' ? sources(name, url) : sources.get(name);
  }

  /** Rejects when the caller's signal fires; undefined when there is none. */
  get aborted(): Promise<never> | undefined {
    const { signal } = this.options;
    if (!signal) return undefined;
    this.#aborted ??= new Promise<never>((_, reject) => {
      const onAbort = () => reject(signal.reason);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      this.#stopListening = () => signal.removeEventListener('abort', onAbort);
    });
    this.#aborted.catch(() => {});
    return this.#aborted;
  }

  close(): void {
    this.#stopListening?.();
  }
}
