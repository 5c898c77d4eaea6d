import type { Answer } from '../answer/compile-merge.ts';
import type { Variables } from '../document/check-variables.ts';
import type { Sources } from '../source/source.ts';

export interface ExecuteOptions {
  sources: Sources;
  /** As the client sent them; checked here. */
  variables?: Variables | null;
  /** Handed to every source as it is. */
  context?: unknown;
  /** Ends the waiting: what is not there by then is a hole with a code, and the answer is given at once. */
  signal?: AbortSignal;
  /** When the signal will end it, by `performance.now()`: sources are told, so that they need not go on for longer. */
  deadlineAt?: number;
  /** Data that is there before anything is fetched; it is written into. */
  rootValue?: Answer;
  /** Puts the subgraph's name into `extensions.service` of errors. Default false. */
  nameServices?: boolean;
}
