import type { Variables } from '../document/check-variables.ts';
import type { CostModel } from './cost-model.ts';
import { compileCount } from './count-cost.ts';
import { type CostedOperation, compileEstimate, type Estimate } from './estimate-cost.ts';

/** The cost of one operation, compiled when it is first asked for. */
export class OperationCost {
  readonly #operation: CostedOperation;
  readonly #model: CostModel;
  #estimate: Estimate | undefined;
  #count: ((data: unknown) => number) | undefined;

  constructor(operation: CostedOperation, model: CostModel) {
    this.#operation = operation;
    this.#model = model;
  }

  /** What it may cost at most with these variables; of a subscription, each event. */
  estimate(values: Variables): number {
    this.#estimate ??= compileEstimate(this.#operation, this.#model);
    return this.#estimate(values);
  }

  /** What this answer did cost. A mutation's root field counts like any other here. */
  count(data: unknown): number {
    this.#count ??= compileCount(this.#operation, this.#model);
    return this.#count(data);
  }
}
