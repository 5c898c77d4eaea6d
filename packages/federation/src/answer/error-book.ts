import { GraphQLError } from 'graphql';
import { ErrorCode } from '../ground/error-codes.ts';
import type { SourceError } from '../source/source.ts';
import type { AnswerPath } from './entity-path.ts';
import { PathTree } from './path-tree.ts';

/** What is wrong with an answer, by the word of a subgraph or of the executor: it is meant to be told, whatever its code. */
export class AnswerError extends GraphQLError {}

/** A fetch that gave no data at all. */
export interface Failure {
  error: SourceError;
  service: string;
  /** Set once it has been told at some path. */
  told: boolean;
}

/** The errors of one run: those with a place, and failed fetches that still look for the holes they left. */
export class ErrorBook {
  readonly errors: GraphQLError[] = [];
  readonly #failures: Failure[] = [];
  readonly #nameServices: boolean;
  #explained = new PathTree<true>();
  #holes = new PathTree<Failure>();
  #entities = new PathTree<Failure>();

  constructor(nameServices: boolean) {
    this.#nameServices = nameServices;
  }

  get hasFailures(): boolean {
    return this.#failures.length > 0;
  }

  /** An error of a subgraph or of the shaping, at a path of the client's answer. */
  add(error: SourceError, service: string | undefined, path: AnswerPath | undefined): void {
    if (path) this.#explained.set(path, true);
    this.errors.push(this.#toGraphQL(error, service, path));
  }

  /** A fetch failed whose answer would have filled `keys` of the objects at `entityPaths`. */
  fail(service: string, error: SourceError, entityPaths: Iterable<AnswerPath>, keys: Iterable<string>): void {
    const failure: Failure = { error, service, told: false };
    this.#failures.push(failure);
    const names = [...keys];
    for (const path of entityPaths) {
      if (path.length > 0) this.#entities.set(path, failure);
      for (const key of names) this.#holes.set([...path, key], failure);
    }
  }

  /** True when an error above, at or below `path` says already why nothing is there. */
  explains(path: AnswerPath): boolean {
    return this.#explained.touches(path);
  }

  /** Tells the failure that left `path` empty, once per hole. False when no failure did. */
  tellHole(path: AnswerPath): boolean {
    const failure = this.#holes.above(path) ?? this.#entities.get(path.slice(0, -1));
    if (!failure) return false;
    failure.told = true;
    this.add(failure.error, failure.service, path);
    return true;
  }

  /** All errors, with every failure told at least once. */
  finish(): readonly GraphQLError[] {
    for (const failure of this.#failures) {
      if (!failure.told) this.add(failure.error, failure.service, undefined);
    }
    this.#failures.length = 0;
    return this.errors;
  }

  #toGraphQL(error: SourceError, service: string | undefined, path: AnswerPath | undefined): GraphQLError {
    const extensions: Record<string, unknown> = { code: ErrorCode.downstream, ...error.extensions };
    if (this.#nameServices && service !== undefined) extensions.service = service;
    return new AnswerError(error.message, { path, extensions });
  }
}
