import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Planner } from '@lastmile/federation/plan/plan';
import { type Contract, contractSchema } from '@lastmile/federation/supergraph/contract-schema';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Log } from '@lastmile/telemetry/log';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { watchFolder } from '../persisted/watch-folder.ts';
import type { Supergraph } from '../supergraph/current-supergraph.ts';
import { readContract } from './read-contract.ts';

/** A supergraph as one partner sees it. */
export interface PartnerView {
  readonly planner: Planner;
  readonly sdl: string;
}

const ending = '.contract.json';

/** What of the schema each partner is shown: `<partner>.contract.json` in a folder, swapped when one changes. */
export class Contracts {
  readonly #folder: string;
  readonly #log: Log;
  #byPartner = new Map<string, Contract>();
  #views = new WeakMap<Supergraph, Map<string, PartnerView | undefined>>();
  #endWatching: (() => void) | undefined;

  private constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Throws BadContract, or when the folder cannot be read. */
  static async load(folder: string, log: Log): Promise<Contracts> {
    const contracts = new Contracts(folder, log);
    await contracts.#read();
    return contracts;
  }

  get partners(): readonly string[] {
    return [...this.#byPartner.keys()];
  }

  /** Undefined for a partner that has no contract. Throws UNAVAILABLE where its contract does not fit the supergraph. */
  viewOf(supergraph: Supergraph, partner: string): PartnerView | undefined {
    const contract = this.#byPartner.get(partner);
    if (!contract) return undefined;
    const views = this.#views.get(supergraph) ?? new Map<string, PartnerView | undefined>();
    this.#views.set(supergraph, views);
    if (!views.has(partner)) views.set(partner, this.#narrow(supergraph, partner, contract));
    const view = views.get(partner);
    if (view) return view;
    // Nothing, rather than everything.
    throw new Refusal('UNAVAILABLE', 'Your part of the schema cannot be served now. Your provider is told.');
  }

  /** `onSwap` is called after each swap. */
  watch(onSwap: () => void): void {
    this.#endWatching = watchFolder(this.#folder, () => void this.#reload(onSwap));
  }

  stop(): void {
    this.#endWatching?.();
  }

  #narrow(supergraph: Supergraph, partner: string, contract: Contract): PartnerView | undefined {
    const { sdl, planner } = supergraph;
    try {
      const shown = contractSchema(sdl, planner.apiSchema, contract);
      return { planner: planner.narrowed(shown), sdl: `${printSchema(lexicographicSortSchema(shown))}\n` };
    } catch (error) {
      this.#log.error('The contract of a partner does not fit the supergraph', { partner, error });
      return undefined;
    }
  }

  async #reload(onSwap: () => void): Promise<void> {
    try {
      if (!(await this.#read())) return;
      this.#log.info('The contracts were swapped', { partners: this.partners.join(', ') });
      onSwap();
    } catch (error) {
      this.#log.error('The new contracts cannot be served; those before stay', { error });
    }
  }

  /** False when nothing is new. */
  async #read(): Promise<boolean> {
    const byPartner = new Map<string, Contract>();
    for (const file of (await readdir(this.#folder)).filter((name) => name.endsWith(ending)).sort()) {
      const path = join(this.#folder, file);
      byPartner.set(file.slice(0, -ending.length), readContract(path, await readFile(path, 'utf8')));
    }
    const text = (contracts: ReadonlyMap<string, Contract>) => JSON.stringify([...contracts]);
    if (text(byPartner) === text(this.#byPartner)) return false;
    this.#byPartner = byPartner;
    this.#views = new WeakMap();
    return true;
  }
}
