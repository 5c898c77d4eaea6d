import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { createPlanner, type Planner, type PlannerOptions } from '@lastmile/federation/plan/plan';
import type { Log } from '@lastmile/telemetry/log';

/** The supergraph that is served now. */
export interface Supergraph {
  readonly sdl: string;
  readonly hash: string;
  readonly planner: Planner;
}

type OnChange = (supergraph: Supergraph) => void;

/**
 * Serves a composed supergraph from a file and swaps it, without restart, when the file changes. A file that cannot be
 * read, composed or planned is told in the log, and what was served goes on being served.
 */
export class CurrentSupergraph {
  /** The file that it is read from. */
  readonly path: string;
  readonly #log: Log;
  readonly #planning: PlannerOptions;
  readonly #listeners = new Set<OnChange>();
  #watcher: FSWatcher | undefined;
  #current: Supergraph;

  private constructor(path: string, current: Supergraph, log: Log, planning: PlannerOptions) {
    this.path = path;
    this.#planning = planning;
    this.#current = current;
    this.#log = log;
  }

  /** Throws when the file is not there or no supergraph: without one there is nothing to serve. */
  static async load(path: string, log: Log, planning: PlannerOptions = {}): Promise<CurrentSupergraph> {
    const sdl = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new Error(
        `The supergraph ${path} cannot be read (${error.code}): write it with \`npm run generate\`.`,
      );
    });
    try {
      return new CurrentSupergraph(path, built(sdl, planning), log, planning);
    } catch (error) {
      throw new Error(
        `${path} is no composed supergraph (${(error as Error).message}): compose it from the subgraphs first.`,
        { cause: error },
      );
    }
  }

  get current(): Supergraph {
    return this.#current;
  }

  /** Calls back at each swap. Returns what ends it. */
  onChange(listener: OnChange): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Watches the folder rather than the file: editors and mounts replace files instead of writing into them. */
  watch(): void {
    let timer: NodeJS.Timeout | undefined;
    this.#watcher = watch(dirname(this.path), { persistent: false }, (_event, name) => {
      if (name !== null && name !== basename(this.path)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void this.reload(), 100);
    });
  }

  async reload(): Promise<void> {
    try {
      const sdl = await readFile(this.path, 'utf8');
      if (hashOf(sdl) === this.#current.hash) return;
      this.#current = built(sdl, this.#planning);
      this.#log.info('The supergraph was swapped', { hash: this.#current.hash });
      for (const listener of this.#listeners) listener(this.#current);
    } catch (error) {
      this.#log.error('The new supergraph cannot be served; the one before stays', {
        path: this.path,
        error,
      });
    }
  }

  stop(): void {
    this.#watcher?.close();
  }
}

const hashOf = (sdl: string) => createHash('sha256').update(sdl).digest('hex');

function built(sdl: string, planning: PlannerOptions): Supergraph {
  return { sdl, hash: hashOf(sdl), planner: createPlanner(sdl, planning) };
}
