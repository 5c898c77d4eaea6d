import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Planner } from '@lastmile/federation/plan';
import type { Log } from '@lastmile/telemetry/log';
import { normalised, type RegisteredOperation, readManifest } from './read-manifest.ts';

/** Every operation of the manifests of a folder, swapped when a file of it changes. */
export class Registry {
  readonly #folder: string;
  readonly #log: Log;
  #byId = new Map<string, RegisteredOperation>();
  #bodies = new Set<string>();
  #watcher: FSWatcher | undefined;

  private constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Throws BadManifest, or when the folder cannot be read: what is registered must be known. */
  static async load(folder: string, log: Log): Promise<Registry> {
    const registry = new Registry(folder, log);
    await registry.#read();
    return registry;
  }

  get size(): number {
    return this.#byId.size;
  }

  byId(id: string): RegisteredOperation | undefined {
    return this.#byId.get(id);
  }

  /** Whether an operation of this text is registered, whatever its white space. */
  has(body: string): boolean {
    try {
      return this.#bodies.has(body) || this.#bodies.has(normalised(body));
    } catch {
      // No GraphQL at all: reading it says what is wrong.
      return false;
    }
  }

  /** `onSwap` is called after each swap. */
  watch(onSwap: () => void): void {
    let timer: NodeJS.Timeout | undefined;
    this.#watcher = watch(this.#folder, { persistent: false }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => void this.#reload(onSwap), 100);
    });
  }

  stop(): void {
    this.#watcher?.close();
  }

  /** Plans everything, so that the first who asks does not wait. What does not fit the schema is told in the log. */
  async warm(planner: Planner): Promise<void> {
    for (const { id, name, body } of this.#byId.values()) {
      try {
        await planner.plan(body);
      } catch (error) {
        this.#log.error('A registered operation does not fit the schema', {
          ...{ id, name, why: (error as Error).message },
        });
      }
      // Clients are answered in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #reload(onSwap: () => void): Promise<void> {
    try {
      await this.#read();
      this.#log.info('The manifests were swapped', { operations: this.size });
      onSwap();
    } catch (error) {
      this.#log.error('The new manifests cannot be served; those before stay', { error });
    }
  }

  async #read(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
    const byId = new Map<string, RegisteredOperation>();
    for (const name of names.sort()) {
      const path = join(this.#folder, name);
      for (const operation of readManifest(path, await readFile(path, 'utf8')))
        byId.set(operation.id, operation);
    }
    this.#byId = byId;
    this.#bodies = new Set([...byId.values()].map(({ body }) => normalised(body)));
  }
}
