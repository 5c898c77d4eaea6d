import type { Answer } from '../answer/compile-merge.ts';
import { ErrorBook } from '../answer/error-book.ts';
import { Lacks } from '../answer/lacks.ts';
import type { Variables } from '../document/check-variables.ts';
import { Interruption } from '../ground/interruption.ts';
import type { PreparedOperation } from '../plan/prepared-operation.ts';
import type { Source, SourceResult } from '../source/source.ts';
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
  #aborted: Interruption | undefined;
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

  /** What a source answers, or `instead()` when the caller's signal fires first. */
  untilAborted(answer: Promise<SourceResult>, instead: () => SourceResult): Promise<SourceResult> {
    const { signal } = this.options;
    return signal ? this.#listen(signal).wait(answer, instead) : answer;
  }

  #listen(signal: AbortSignal): Interruption {
    if (this.#aborted) return this.#aborted;
    const aborted = new Interruption();
    this.#stopListening = aborted.follow(signal);
    this.#aborted = aborted;
    return aborted;
  }

  close(): void {
    this.#stopListening?.();
  }
}
