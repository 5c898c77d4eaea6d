import type { Log } from '@lastmile/telemetry/log';
import type { GatewaySettings } from '../config.ts';
import type { AdmissionRule } from '../operation/admit-operation.ts';
import type { CurrentSupergraph } from '../supergraph/current-supergraph.ts';
import { persistAutomatically } from './automatic-rule.ts';
import { runRegistered } from './registered-rule.ts';
import { Registry } from './registry.ts';

export interface Persisted {
  /** To be asked before any other rule: they put the document where an id was. */
  readonly rules: readonly AdmissionRule[];
  stop(): void;
}

/** Registered and automatically persisted operations. Throws BadManifest; plans of what is registered are warmed. */
export async function openPersisted(options: {
  readonly settings: Pick<GatewaySettings, 'persisted'>;
  readonly supergraph: CurrentSupergraph;
  readonly log: Log;
}): Promise<Persisted> {
  const { supergraph, log } = options;
  const { manifests, mode, automaticMax } = options.settings.persisted;
  const automatic = persistAutomatically(automaticMax);
  if (manifests === undefined) {
    if (mode === 'off') return { rules: [automatic], stop: () => {} };
    throw new Error(`GATEWAY_PERSISTED_MODE is ${mode}: say by GATEWAY_MANIFESTS where the manifests are.`);
  }
  const registry = await Registry.load(manifests, log);
  const warm = () => void registry.warm(supergraph.current.planner);
  warm();
  registry.watch(warm);
  const endWarming = supergraph.onChange(warm);
  return {
    rules: [runRegistered(registry, mode, log), automatic],
    stop: () => {
      endWarming();
      registry.stop();
    },
  };
}
