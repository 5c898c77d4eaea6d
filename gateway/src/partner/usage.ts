import { OperationRefused } from '@lastmile/federation/plan/plan';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { AdmissionRule, Asker } from '../operation/admit-operation.ts';
import type { RegisteredOperations } from '../persisted/registry.ts';

/** Counts what each partner runs, by the names of its manifest, what that may cost, and what it is refused. */
export function measurePartners(
  operationsOf: (partner: string) => RegisteredOperations,
  metrics: Metrics,
): AdmissionRule {
  const operations = metrics.counter({
    name: 'gateway_partner_operations_total',
    help: 'Operations of partners that were begun, by their name in the manifest',
    labels: ['partner', 'operation'],
  });
  const cost = metrics.counter({
    name: 'gateway_partner_cost_total',
    help: 'What these may cost, as estimated: what is taken from the quotas',
    labels: ['partner', 'operation'],
  });
  const refusals = metrics.counter({
    name: 'gateway_partner_refusals_total',
    help: 'Operations of partners that were refused before they ran, by the code of why',
    labels: ['partner', 'code'],
  });
  return {
    beforeRunning: ({ request, prepared, variables }, { identity }) => {
      if (!identity.partner) return;
      const { name: partner } = identity.partner;
      // A name that a client makes up would make a time series each.
      const operation = operationsOf(partner).byText(request.query ?? '')?.name ?? 'unregistered';
      operations.add({ partner, operation });
      cost.add({ partner, operation }, Math.max(1, Math.ceil(prepared.cost.estimate(variables))));
    },
    refused: (error: unknown, { identity }: Asker) => {
      if (identity.partner) refusals.add({ partner: identity.partner.name, code: codeOf(error) });
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Refusal || error instanceof OperationRefused ? error.code : 'INTERNAL';
}
