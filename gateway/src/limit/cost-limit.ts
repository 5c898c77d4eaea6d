import type { PreparedOperation } from '@lastmile/federation/plan/prepared-operation';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { AdmissionRule, AdmittedOperation } from '../operation/admit-operation.ts';
import { LimitExceeded } from '../operation/present-error.ts';

/** What a client is told under `extensions.cost` when it asks with the header `lastmile-cost: report`. */
export interface CostReport {
  readonly estimated: number;
  readonly actual: number;
  /** Absent where there is none. */
  readonly limit?: number;
}

export interface CostLimit {
  /** Refuses what may cost more than the limit, before anything runs. */
  readonly rule: AdmissionRule;
  /** To be told of each answer; the report, if it is wanted. */
  answered(operation: AdmittedOperation, data: unknown, isWanted: boolean): CostReport | undefined;
}

/** Counting an answer walks through it: one in so many is counted for the metrics, and those of which a report is wanted. */
const countedEach = 16;

const estimateOf = ({
  prepared,
  variables,
}: {
  prepared: PreparedOperation;
  variables: AdmittedOperation['variables'];
}) => prepared.cost.estimate(variables);

/** `limit` 0 sets it aside; costs are measured all the same. */
export function createCostLimit(limit: number, metrics: Metrics): CostLimit {
  const costs = metrics.histogram({
    name: 'gateway_operation_cost',
    help: 'Cost of operations: as estimated before they run, and (of one answer in 16) as it was',
    labels: ['measure'],
    buckets: [1, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000],
  });
  let answers = 0;
  return {
    rule: {
      beforeRunning: (operation) => {
        const estimated = estimateOf(operation);
        costs.observe({ measure: 'estimated' }, estimated);
        if (limit === 0 || estimated <= limit) return;
        throw new LimitExceeded(
          'COST_LIMIT_EXCEEDED',
          `This may cost ${estimated}, and an operation costs at most ${limit}. Ask for shorter pages, or for less of each item.`,
          { estimated, limit },
        );
      },
    },
    answered: (operation, data, isWanted) => {
      answers = (answers + 1) % countedEach;
      if (!isWanted && answers !== 0) return undefined;
      const actual = operation.prepared.cost.count(data);
      costs.observe({ measure: 'actual' }, actual);
      if (!isWanted) return undefined;
      return { estimated: estimateOf(operation), actual, ...(limit > 0 && { limit }) };
    },
  };
}
