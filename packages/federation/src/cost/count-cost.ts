import type { GraphQLCompositeType, SelectionSetNode } from 'graphql';
import { getNamedType, isCompositeType, Kind } from 'graphql';
import type { CostModel } from './cost-model.ts';
import type { CostedOperation } from './estimate-cost.ts';
import { FieldCost } from './field-cost.ts';

/** A key of an answer: what it weighs wherever it stands, and the keys below it. */
interface Counted {
  weight: number;
  readonly below: Map<string, Counted>;
}

/** What an answer did cost: the weight of each field that is in it, each item of a list by itself. */
export function compileCount(operation: CostedOperation, model: CostModel): (data: unknown) => number {
  const root = operation.schema.getRootType(operation.definition.operation);
  const counted: Counted = { weight: 0, below: new Map() };
  if (root) read(operation, model, root, operation.definition.selectionSet, counted);
  return (data) => count(counted, data);
}

function read(
  operation: CostedOperation,
  model: CostModel,
  type: GraphQLCompositeType,
  { selections }: SelectionSetNode,
  into: Counted,
): void {
  for (const node of selections) {
    if (node.kind !== Kind.FIELD) {
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : operation.fragments.get(node.name.value);
      if (!fragment) continue;
      const condition = fragment.typeCondition && operation.schema.getType(fragment.typeCondition.name.value);
      read(operation, model, isCompositeType(condition) ? condition : type, fragment.selectionSet, into);
      continue;
    }
    const field = 'getFields' in type ? type.getFields()[node.name.value] : undefined;
    if (!field) continue;
    const key = node.alias?.value ?? node.name.value;
    const known = into.below.get(key) ?? { weight: 0, below: new Map() };
    known.weight = Math.max(known.weight, new FieldCost(model, operation.schema, type, field.name).weight);
    into.below.set(key, known);
    const below = getNamedType(field.type);
    if (node.selectionSet && isCompositeType(below)) read(operation, model, below, node.selectionSet, known);
  }
}

function count(counted: Counted, value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + count(counted, item), 0);
  let sum = counted.weight;
  if (typeof value !== 'object') return sum;
  for (const [key, below] of counted.below) {
    if (Object.hasOwn(value, key)) sum += count(below, (value as Record<string, unknown>)[key]);
  }
  return sum;
}
