import { OperationRefused, type Planner } from '@lastmile/federation/plan/plan';
import type { Log } from '@lastmile/telemetry/log';
import { readEach } from './read-each.ts';
import { normalised, type RegisteredOperation, readManifest } from './read-manifest.ts';
import { watchFolder } from './watch-folder.ts';

type PlannerOf = (manifest: string) => Planner;

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
    const byFile = new Map<string, Operations>();
    for (const [manifest, read] of await registry.#read()) {
      if (read instanceof Error) throw read;
      byFile.set(manifest, read);
    }
    registry.#swap(byFile);
    return registry;
  }

  get all(): RegisteredOperations {
    return this.#all ?? noOperations;
  }

  /** Those of the manifest `<name>.json`; none where there is no such file. */
  of(name: string): RegisteredOperations {
    return this.#byFile.get(name) ?? noOperations;
  }

  /**
   * Reads the folder again when a file of it changes, and at once. `plannerOf` is that of whoever may ask for what a
   * manifest has.
   */
  watch(plannerOf: PlannerOf): void {
    this.#endWatching = watchFolder(this.#folder, () => void this.refresh(plannerOf));
    void this.#warm(plannerOf);
  }

  stop(): void {
    this.#endWatching?.();
  }

  /** Serves what the files have now. Of a file that is broken, or fits no longer, what it had before stays. */
  async refresh(plannerOf: PlannerOf): Promise<void> {
    try {
      const byFile = new Map<string, Operations>();
      for (const [manifest, operations] of await this.#read()) {
        const before = this.#byFile.get(manifest);
        if (operations instanceof Error) {
          if (before) byFile.set(manifest, before);
          this.#log.error('A new manifest cannot be read; the one before stays', {
            manifest,
            error: operations,
          });
          continue;
        }
        byFile.set(manifest, operations);
        // Also what is as before is planned anew: the supergraph may be another.
        const misfits = await this.#plan(manifest, operations, plannerOf);
        if (misfits === 0 || !before || textOf(before) === textOf(operations)) continue;
        byFile.set(manifest, before);
        this.#log.error('The new manifest cannot be served; the one before stays', { manifest, misfits });
      }
      const isNew =
        JSON.stringify([...byFile].map(textsOf)) !== JSON.stringify([...this.#byFile].map(textsOf));
      if (!isNew) return;
      this.#swap(byFile);
      this.#log.info('The manifests were swapped', { operations: this.all.size });
    } catch (error) {
      this.#log.error('The new manifests cannot be served; those before stay', { error });
    }
  }

  async #warm(plannerOf: PlannerOf): Promise<void> {
    for (const [manifest, operations] of this.#byFile) await this.#plan(manifest, operations, plannerOf);
  }

  /** Plans everything, so that the first who asks does not wait. Tells in the log what does not fit; how many that is. */
  async #plan(manifest: string, { list }: Operations, plannerOf: PlannerOf): Promise<number> {
    let misfits = 0;
    for (const { id, name: operation, body } of list) {
      try {
        await plannerOf(manifest).plan(body);
      } catch (error) {
        misfits += 1;
        const why = error instanceof OperationRefused ? error.errors.map(({ message }) => message) : error;
        this.#log.error('A registered operation does not fit the schema', { manifest, id, operation, why });
      }
      // Clients are answered in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return misfits;
  }

  #swap(byFile: Map<string, Operations>): void {
    this.#byFile = byFile;
    this.#all = new Operations([...byFile.values()].flatMap(({ list }) => list));
  }

  #read(): Promise<ReadonlyMap<string, Operations | Error>> {
    return readEach(
      this.#folder,
      isManifest,
      '.json',
      (path, text) => new Operations(readManifest(path, text)),
    );
  }
}

const textOf = ({ list }: Operations) => JSON.stringify(list);
const textsOf = ([name, operations]: readonly [string, Operations]) => [name, textOf(operations)];

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
