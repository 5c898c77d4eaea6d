import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Planner } from '@lastmile/federation/plan/plan';
import type { Log } from '@lastmile/telemetry/log';
import { normalised, type RegisteredOperation, readManifest } from './read-manifest.ts';
import { watchFolder } from './watch-folder.ts';

/** Operations that may be run. */
export interface RegisteredOperations {
  readonly size: number;
  byId(id: string): RegisteredOperation | undefined;
  /** The operation of this text, whatever its white space. */
  byText(body: string): RegisteredOperation | undefined;
}

/** Every operation of the manifests of a folder, swapped when a file of it changes. */
export class Registry {
  readonly #folder: string;
  readonly #log: Log;
  #all: RegisteredOperations | undefined;
  #byFile = new Map<string, Operations>();
  #endWatching: (() => void) | undefined;

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

  get all(): RegisteredOperations {
    return this.#all ?? noOperations;
  }

  /** Those of the manifest `<name>.json`; none where there is no such file. */
  of(name: string): RegisteredOperations {
    return this.#byFile.get(name) ?? noOperations;
  }

  /** `onSwap` is called after each swap. */
  watch(onSwap: () => void): void {
    this.#endWatching = watchFolder(this.#folder, () => void this.#reload(onSwap));
  }

  stop(): void {
    this.#endWatching?.();
  }

  /**
   * Plans everything, so that the first who asks does not wait. What does not fit the schema of whoever may ask for it
   * is told in the log.
   */
  async warm(plannerOf: (name: string) => Planner): Promise<void> {
    for (const [manifest, operations] of this.#byFile) {
      for (const { id, name, body } of operations.list) {
        try {
          await plannerOf(manifest).plan(body);
        } catch (error) {
          this.#log.error('A registered operation does not fit the schema', {
            ...{ manifest, id, name, why: (error as Error).message },
          });
        }
        // Clients are answered in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  async #reload(onSwap: () => void): Promise<void> {
    try {
      await this.#read();
      this.#log.info('The manifests were swapped', { operations: this.all.size });
      onSwap();
    } catch (error) {
      this.#log.error('The new manifests cannot be served; those before stay', { error });
    }
  }

  async #read(): Promise<void> {
    const byFile = new Map<string, Operations>();
    for (const name of (await readdir(this.#folder)).filter(isManifest).sort()) {
      const path = join(this.#folder, name);
      byFile.set(basename(name, '.json'), new Operations(readManifest(path, await readFile(path, 'utf8'))));
    }
    this.#byFile = byFile;
    this.#all = new Operations([...byFile.values()].flatMap(({ list }) => list));
  }
}

/** `<name>.json`; `<name>.contract.json` beside it says what of the schema a partner is shown. */
const isManifest = (file: string) => file.endsWith('.json') && !file.endsWith('.contract.json');

class Operations implements RegisteredOperations {
  readonly list: readonly RegisteredOperation[];
  readonly #byId: ReadonlyMap<string, RegisteredOperation>;
  readonly #byText: ReadonlyMap<string, RegisteredOperation>;

  constructor(list: readonly RegisteredOperation[]) {
    this.list = list;
    this.#byId = new Map(list.map((one) => [one.id, one]));
    this.#byText = new Map(list.flatMap((one) => [[one.body, one] as const, [normalised(one.body), one]]));
  }

  get size(): number {
    return this.#byId.size;
  }

  byId(id: string): RegisteredOperation | undefined {
    return this.#byId.get(id);
  }

  byText(body: string): RegisteredOperation | undefined {
    try {
      return this.#byText.get(body) ?? this.#byText.get(normalised(body));
    } catch {
      // No GraphQL at all: reading it says what is wrong.
      return undefined;
    }
  }
}

export const noOperations: RegisteredOperations = new Operations([]);
