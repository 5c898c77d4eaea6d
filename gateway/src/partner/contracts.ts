import type { Planner } from '@lastmile/federation/plan/plan';
import { type Contract, contractSchema } from '@lastmile/federation/supergraph/contract-schema';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Log } from '@lastmile/telemetry/log';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { readEach } from '../persisted/read-each.ts';
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
  /** Undefined for a partner that is shown nothing. */
  #byPartner: ReadonlyMap<string, Contract | undefined> = new Map();
  #views = new WeakMap<Supergraph, Map<string, PartnerView | undefined>>();
  #endWatching: (() => void) | undefined;

  private constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Throws BadContract, or when the folder cannot be read. */
  static async load(folder: string, log: Log): Promise<Contracts> {
    const contracts = new Contracts(folder, log);
    const byPartner = new Map<string, Contract>();
    for (const [partner, read] of await contracts.#read()) {
      if (read instanceof Error) throw read;
      byPartner.set(partner, read);
    }
    contracts.#byPartner = byPartner;
    return contracts;
  }

  get partners(): readonly string[] {
    return [...this.#byPartner.keys()];
  }

  /** Undefined for a partner that has no contract. Throws UNAVAILABLE where its contract does not fit the supergraph. */
  viewOf(supergraph: Supergraph, partner: string): PartnerView | undefined {
    if (!this.#byPartner.has(partner)) return undefined;
    const contract = this.#byPartner.get(partner);
    const views = this.#views.get(supergraph) ?? new Map<string, PartnerView | undefined>();
    this.#views.set(supergraph, views);
    if (!views.has(partner)) views.set(partner, contract && this.#narrow(supergraph, partner, contract));
    const view = views.get(partner);
    if (view) return view;
    // Nothing, rather than everything.
    throw new Refusal('UNAVAILABLE', 'Your part of the schema cannot be served now. Your provider is told.');
  }

  /** Reads the folder again when a file of it changes. `onSwap` is called after each swap. */
  watch(current: () => Supergraph, onSwap: () => void): void {
    this.#endWatching = watchFolder(this.#folder, () => void this.refresh(current(), onSwap));
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

  /**
   * Serves what the files have now. A contract that is broken or shows nothing of the supergraph leaves its partner the
   * one before; without one before, nothing rather than everything.
   */
  async refresh(supergraph: Supergraph, onSwap: () => void): Promise<void> {
    try {
      const byPartner = new Map<string, Contract | undefined>();
      for (const [partner, read] of await this.#read()) {
        const before = this.#byPartner.get(partner);
        const fault =
          read instanceof Error ? read : textOf(read) !== textOf(before) && faultOf(supergraph, read);
        if (fault) this.#tell(partner, fault, before);
        byPartner.set(partner, read instanceof Error || fault ? before : read);
      }
      if (textOf([...byPartner]) === textOf([...this.#byPartner])) return;
      this.#byPartner = byPartner;
      this.#views = new WeakMap();
      this.#log.info('The contracts were swapped', { partners: this.partners.join(', ') });
      onSwap();
    } catch (error) {
      this.#log.error('The new contracts cannot be served; those before stay', { error });
    }
  }

  #tell(partner: string, error: Error, before: Contract | undefined): void {
    const then = before ? 'the one before stays' : 'it is shown nothing';
    this.#log.error(`The new contract of a partner cannot be served; ${then}`, { partner, error });
  }

  #read(): Promise<ReadonlyMap<string, Contract | Error>> {
    return readEach(this.#folder, (file) => file.endsWith(ending), ending, readContract);
  }
}

const textOf = (value: unknown) => JSON.stringify(value);

function faultOf({ sdl, planner }: Supergraph, contract: Contract): Error | undefined {
  try {
    contractSchema(sdl, planner.apiSchema, contract);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
