import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import type { Planner } from '@lastmile/federation/plan/plan';
import type { Log } from '@lastmile/telemetry/log';
import type { Metrics } from '@lastmile/telemetry/metrics';
import { lexicographicSortSchema, printSchema } from 'graphql';
import type { Identification } from '../identity/identify.ts';
import type { Counters } from '../limit/counters.ts';
import type { AdmissionRule, Asker } from '../operation/admit-operation.ts';
import type { RegisteredFor } from '../persisted/registered-rule.ts';
import { Registry } from '../persisted/registry.ts';
import { assertReadable } from '../persisted/watch-folder.ts';
import type { CurrentSupergraph, Supergraph } from '../supergraph/current-supergraph.ts';
import type { PartnerSettings } from './config.ts';
import { Contracts } from './contracts.ts';
import { limitPartners } from './quotas.ts';
import { servePartnerSchema } from './serve-schema.ts';
import { measurePartners } from './usage.ts';

/** What the edge does for partners besides. */
export interface Partners {
  /** Undefined for who is no partner. */
  registeredFor(asker: Asker): RegisteredFor | undefined;
  /** The planner of what the asker is shown; undefined for the whole. */
  plannerFor(supergraph: Supergraph, asker: Asker): Planner | undefined;
  isShownSchema(asker: Asker): boolean;
  /** To be asked before any other rule: what is refused by those counts as well. */
  rules(counters: Counters): { readonly first: AdmissionRule; readonly last: readonly AdmissionRule[] };
  /** Answers what is at an address of a partner's. */
  route(identification: Identification): ReturnType<typeof servePartnerSchema>;
  /** To be called back when what a partner is shown becomes another, with the partner's id. */
  onViewChange(listener: (partnerId: string) => void): void;
  stop(): void;
}

export interface PartnersOptions {
  readonly settings: PartnerSettings;
  readonly supergraph: CurrentSupergraph;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Reads manifests and contracts, and warms plans. Undefined where there is no folder. Throws BadManifest, BadContract. */
export async function openPartners(options: PartnersOptions): Promise<Partners | undefined> {
  const { settings, supergraph } = options;
  const folder = settings.folder ?? join(dirname(supergraph.path), 'partners');
  if (settings.folder === undefined && !existsSync(folder)) return undefined;
  await assertReadable('GATEWAY_PARTNERS', folder);
  const registry = await Registry.load(folder, options.log);
  const contracts = await Contracts.load(folder, options.log);
  return new OpenPartners(options, registry, contracts);
}

class OpenPartners implements Partners {
  readonly #options: PartnersOptions;
  readonly #registry: Registry;
  readonly #contracts: Contracts;
  /** Ids of partners that were here, by name. */
  readonly #ids = new Map<string, string>();
  readonly #listeners: ((partnerId: string) => void)[] = [];
  readonly #endFollowing: () => void;
  #shown: ReadonlyMap<string, string>;

  constructor(options: PartnersOptions, registry: Registry, contracts: Contracts) {
    this.#options = options;
    this.#registry = registry;
    this.#contracts = contracts;
    this.#shown = this.#views();
    registry.watch((partner) => this.#plannerOf(partner));
    const { supergraph } = options;
    const swapped = () => this.#swapped();
    contracts.watch(() => supergraph.current, swapped);
    this.#endFollowing = supergraph.onChange((next) => {
      swapped();
      // What did not fit the one before may fit it.
      void contracts.refresh(next, swapped);
    });
  }

  registeredFor({ identity: { partner } }: Asker): RegisteredFor | undefined {
    if (!partner) return undefined;
    const operations = this.#registry.of(partner.name);
    return { operations, mode: this.#options.settings.mode, showsSchema: this.#has(partner.name) };
  }

  plannerFor(supergraph: Supergraph, { identity: { partner } }: Asker): Planner | undefined {
    if (!partner) return undefined;
    this.#ids.set(partner.name, partner.id);
    return this.#contracts.viewOf(supergraph, partner.name)?.planner;
  }

  isShownSchema({ identity: { partner } }: Asker): boolean {
    return partner !== undefined && this.#has(partner.name);
  }

  rules(counters: Counters): ReturnType<Partners['rules']> {
    const operationsOf = (partner: string) => this.#registry.of(partner);
    const { eachCounts, costCounts } = limitPartners(counters);
    return { first: eachCounts, last: [costCounts, measurePartners(operationsOf, this.#options.metrics)] };
  }

  route(
    identification: Identification,
  ): (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined {
    return servePartnerSchema({ identification, sdlOf: (partner) => this.#sdlOf(partner) });
  }

  onViewChange(listener: (partnerId: string) => void): void {
    this.#listeners.push(listener);
  }

  stop(): void {
    this.#endFollowing();
    this.#registry.stop();
    this.#contracts.stop();
  }

  #has(partner: string): boolean {
    return this.#contracts.partners.includes(partner);
  }

  #sdlOf(partner: string): string {
    const { current } = this.#options.supergraph;
    const view = this.#contracts.viewOf(current, partner);
    return view?.sdl ?? `${printSchema(lexicographicSortSchema(current.planner.apiSchema))}\n`;
  }

  /** A live operation is planned anew on what everybody is shown: who is shown less than before begins again. */
  #swapped(): void {
    const before = this.#shown;
    this.#shown = this.#views();
    for (const partner of new Set([...before.keys(), ...this.#shown.keys()])) {
      const id = this.#ids.get(partner);
      if (id && before.get(partner) !== this.#shown.get(partner))
        for (const tell of this.#listeners) tell(id);
    }
    void this.#registry.refresh((partner) => this.#plannerOf(partner));
  }

  #views(): ReadonlyMap<string, string> {
    return new Map(
      this.#contracts.partners.map((partner) => {
        try {
          return [partner, this.#sdlOf(partner)];
        } catch {
          // Told in the log; to the partner, when it asks.
          return [partner, ''];
        }
      }),
    );
  }

  #plannerOf(partner: string): Planner {
    const { current } = this.#options.supergraph;
    return this.#contracts.viewOf(current, partner)?.planner ?? current.planner;
  }
}
