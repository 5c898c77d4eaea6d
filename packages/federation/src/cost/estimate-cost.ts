import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  valueFromASTUntyped,
} from 'graphql';
import type { Variables } from '../document/check-variables.ts';
import { readOwn, writeOwn } from '../ground/own-property.ts';
import type { CostModel } from './cost-model.ts';
import { FieldCost } from './field-cost.ts';
import { InputCosts } from './input-cost.ts';
import { greatestSizeOf, requiresOne, type Size } from './list-size.ts';

export interface CostedOperation {
  readonly schema: GraphQLSchema;
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** What an operation may cost at most with these variables. */
export type Estimate = (values: Variables) => number;

/** A list held by a field of the object, as its parent's `sizedFields` say. */
interface Sized {
  readonly fields: readonly string[];
  readonly size: Size;
}

/** A part of a selection; `types` when it stands for objects of some types only. */
interface Part {
  readonly cost: Estimate;
  readonly types: ReadonlySet<string> | undefined;
}

/** A mutation's root field weighs this much unless `@cost` says otherwise: it writes. */
const mutationWeight = 10;

/**
 * Compiles the cost of an operation: each field its weight, times the items of the lists that it stands in; of parts
 * that stand for different types the dearest.
 */
export function compileEstimate(operation: CostedOperation, model: CostModel): Estimate {
  const root = operation.schema.getRootType(operation.definition.operation);
  if (!root) return () => 0;
  return new Estimating(operation, model).selection(root, operation.definition.selectionSet, undefined);
}

class Estimating {
  readonly #operation: CostedOperation;
  readonly #model: CostModel;
  readonly #defaults: Variables = {};
  readonly #inputs: InputCosts;
  readonly #fragments = new Map<string, Estimate>();

  constructor(operation: CostedOperation, model: CostModel) {
    this.#operation = operation;
    this.#model = model;
    for (const { variable, defaultValue } of operation.definition.variableDefinitions ?? []) {
      if (defaultValue) writeOwn(this.#defaults, variable.name.value, valueFromASTUntyped(defaultValue));
    }
    this.#inputs = new InputCosts(model, this.#defaults);
  }

  selection(type: GraphQLCompositeType, set: SelectionSetNode, sized: Sized | undefined): Estimate {
    return sumOf(set.selections.map((node) => this.#conditional(node, this.#part(type, node, sized))));
  }

  #part(type: GraphQLCompositeType, node: SelectionNode, sized: Sized | undefined): Part {
    if (node.kind === Kind.FIELD) return { cost: this.#field(type, node, sized), types: undefined };
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT ? node : this.#operation.fragments.get(node.name.value);
    if (!fragment) return { cost: () => 0, types: undefined };
    const named = fragment.typeCondition && this.#operation.schema.getType(fragment.typeCondition.name.value);
    const condition = isCompositeType(named) ? named : type;
    const types = this.#narrowed(type, condition);
    if (node.kind === Kind.INLINE_FRAGMENT || sized)
      return { cost: this.selection(condition, fragment.selectionSet, sized), types };
    const name = node.name.value;
    const cost = this.#fragments.get(name) ?? this.selection(condition, fragment.selectionSet, undefined);
    this.#fragments.set(name, cost);
    return { cost, types };
  }

  /** Undefined when every object that may stand here fulfils the condition. */
  #narrowed(type: GraphQLCompositeType, condition: GraphQLCompositeType): ReadonlySet<string> | undefined {
    const [here, wanted] = [this.#possible(type), this.#possible(condition)];
    const both = here.filter((name) => wanted.includes(name));
    return both.length === here.length ? undefined : new Set(both);
  }

  #possible(type: GraphQLCompositeType): readonly string[] {
    return isAbstractType(type)
      ? this.#operation.schema.getPossibleTypes(type).map(({ name }) => name)
      : [type.name];
  }

  #field(type: GraphQLCompositeType, node: FieldNode, sized: Sized | undefined): Estimate {
    const name = node.name.value;
    const field = 'getFields' in type ? type.getFields()[name] : undefined;
    // Introspection is answered from memory.
    if (!field) return () => 0;
    const cost = new FieldCost(this.#model, this.#operation.schema, type, name);
    const weight = this.#weight(type, cost);
    const given = this.#inputs.compile(node, field, cost);
    const { listSizes } = cost;
    const size = greatestSizeOf(node, field, listSizes, this.#model.listSize, this.#defaults);
    const below = getNamedType(field.type);
    const fields = [...listSizes].flatMap((one) => one?.sizedFields ?? []);
    const held = fields.length > 0 ? { fields, size } : undefined;
    const inner =
      node.selectionSet && isCompositeType(below) ? this.selection(below, node.selectionSet, held) : () => 0;
    const isList = isListType(getNullableType(field.type));
    const items = sized?.fields.includes(name) ? sized.size : size;
    const counted: Estimate = isList
      ? (values) => items(values) * (weight + inner(values))
      : (values) => weight + inner(values);
    const all: Estimate = given ? (values) => given(values) + counted(values) : counted;
    if (![...listSizes].some((one) => requiresOne(field, one))) return all;
    // Asked for its size also where no list below it is.
    return (values) => {
      size(values);
      return all(values);
    };
  }

  #weight(type: GraphQLCompositeType, cost: FieldCost): number {
    if (type !== this.#operation.schema.getMutationType()) return cost.weight;
    return cost.ownWeight ?? Math.max(cost.weight, mutationWeight);
  }

  /** Costs nothing when `@skip` or `@include` leaves it out. */
  #conditional(node: SelectionNode, part: Part): Part {
    for (const directive of node.directives ?? []) {
      const kind = directive.name.value;
      const condition = directive.arguments?.[0]?.value;
      if ((kind !== 'skip' && kind !== 'include') || !condition) continue;
      const { cost } = part;
      const isTrue = (values: Variables): boolean => {
        if (condition.kind === Kind.BOOLEAN) return condition.value;
        if (condition.kind !== Kind.VARIABLE) return false;
        const value = readOwn(values, condition.name.value) ?? readOwn(this.#defaults, condition.name.value);
        return value === true;
      };
      part = { ...part, cost: (values) => (isTrue(values) === (kind === 'include') ? cost(values) : 0) };
    }
    return part;
  }
}

/** What stands for every type is added up; of the rest, what the dearest type costs. */
function sumOf(parts: readonly Part[]): Estimate {
  const always = parts.filter(({ types }) => !types);
  const some = parts.filter(({ types }) => types);
  const names = [...new Set(some.flatMap(({ types }) => [...(types ?? [])]))];
  const parallel = names.map((name) => some.flatMap(({ types }, at) => (types?.has(name) ? [at] : [])));
  return (values) => {
    let cost = 0;
    for (const part of always) cost += part.cost(values);
    if (some.length === 0) return cost;
    const each = some.map((part) => part.cost(values));
    let dearest = 0;
    for (const indices of parallel) {
      let sum = 0;
      for (const at of indices) sum += each[at] ?? 0;
      dearest = Math.max(dearest, sum);
    }
    return cost + dearest;
  };
}
