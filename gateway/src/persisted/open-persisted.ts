import type { Log } from '@lastmile/telemetry/log';
import type { GatewaySettings } from '../config.ts';
import type { AdmissionRule, Asker } from '../operation/admit-operation.ts';
import type { CurrentSupergraph } from '../supergraph/current-supergraph.ts';
import { persistAutomatically } from './automatic-rule.ts';
import { type RegisteredFor, runRegistered } from './registered-rule.ts';
import { noOperations, Registry } from './registry.ts';
import { assertReadable } from './watch-folder.ts';

export interface Persisted {
  /** To be asked before any other rule: they put the document where an id was. */
  readonly rules: readonly AdmissionRule[];
  stop(): void;
}

/**
 * Registered and automatically persisted operations. `forPartner` is asked first: a partner has a list of its own.
 * Throws BadManifest; plans of what is registered are warmed.
 */
export async function openPersisted(options: {
  readonly settings: Pick<GatewaySettings, 'persisted'>;
  readonly supergraph: CurrentSupergraph;
  readonly forPartner?: ((asker: Asker) => RegisteredFor | undefined) | undefined;
  readonly log: Log;
}): Promise<Persisted> {
  const { supergraph, forPartner, log } = options;
  const { manifests, mode } = options.settings.persisted;
  if (manifests !== undefined) await assertReadable('GATEWAY_MANIFESTS', manifests);
  const registry = manifests === undefined ? undefined : await Registry.load(manifests, log);
  if (!registry && mode !== 'off')
    throw new Error(`GATEWAY_PERSISTED_MODE is ${mode}: say by GATEWAY_MANIFESTS where the manifests are.`);
  const everybody = (): RegisteredFor => ({ operations: registry?.all ?? noOperations, mode });
  const registered = runRegistered((asker) => forPartner?.(asker) ?? everybody(), log);
  const endWarming = registry && keepWarm(registry, supergraph);
  return {
    rules: [
      ...(registry || forPartner ? [registered] : []),
      persistAutomatically(options.settings.persisted),
    ],
    stop: () => {
      endWarming?.();
      registry?.stop();
    },
  };
}

/** Manifests are read again with each supergraph: those that did not fit the one before may fit it. */
function keepWarm(registry: Registry, supergraph: CurrentSupergraph): () => void {
  const plannerOf = () => supergraph.current.planner;
  registry.watch(plannerOf);
  return supergraph.onChange(() => void registry.refresh(plannerOf));
}
