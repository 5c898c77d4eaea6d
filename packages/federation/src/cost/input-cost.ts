import type {
  FieldNode,
  GraphQLField,
  GraphQLInputObjectType,
  GraphQLInputType,
  GraphQLNamedInputType,
  ValueNode,
} from 'graphql';
import {
  BREAK,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type { Variables } from '../document/check-variables.ts';
import { readOwn } from '../ground/own-property.ts';
import type { CostModel } from './cost-model.ts';
import type { FieldCost } from './field-cost.ts';

/** What is given weighs this much with a run's variables. */
type Weigh = (values: Variables) => number;

interface Given {
  /** Of the argument or input field itself, which counts in place of what its scalar or enum weighs. */
  readonly own: number | undefined;
  readonly type: GraphQLInputType;
  readonly value: unknown;
}

/** A field of an input, where it or something within it may weigh anything. */
interface WeighedField extends Omit<Given, 'value'> {
  readonly name: string;
}

/** Weighs arguments by `@cost` of themselves, of their scalars and enums, and of the input fields within them. */
export class InputCosts {
  readonly #model: CostModel;
  readonly #defaults: Variables;
  /** Whether a value of a type may weigh anything, by the type's name. */
  readonly #weighed = new Map<string, boolean>();
  readonly #fields = new Map<string, readonly WeighedField[]>();

  /** `defaults` are those of the operation's variables. */
  constructor(model: CostModel, defaults: Variables) {
    this.#model = model;
    this.#defaults = defaults;
  }

  /** All arguments of a field together. Undefined when they weigh nothing, whatever they are. */
  compile(node: FieldNode, field: GraphQLField<unknown, unknown>, cost: FieldCost): Weigh | undefined {
    const parts = (node.arguments ?? []).flatMap(({ name, value }) => {
      const argument = field.args.find((one) => one.name === name.value);
      const own = cost.argumentWeight(name.value);
      if (!argument || (own === undefined && !this.#mayWeigh(argument.type))) return [];
      return [this.#argument(own, argument.type, value)];
    });
    const [only] = parts;
    if (parts.length <= 1) return only;
    return (values) => parts.reduce((sum, part) => sum + part(values), 0);
  }

  #argument(own: number | undefined, type: GraphQLInputType, node: ValueNode): Weigh {
    if (!hasVariables(node)) {
      const fixed = this.#weigh({ own, type, value: valueFromASTUntyped(node) });
      return () => fixed;
    }
    return (values) =>
      this.#weigh({ own, type, value: valueFromASTUntyped(node, { ...this.#defaults, ...values }) });
  }

  /** Each input field that is given counts, in each object of a list; null counts nothing. */
  #weigh(argument: Given): number {
    let sum = 0;
    // No recursion: variables may be nested without end.
    const waiting = [argument];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { own, type, value } = next;
      if (value === null || value === undefined) continue;
      sum += own ?? 0;
      const nullable = getNullableType(type);
      if (isListType(nullable)) {
        // What the list weighs itself was counted: its scalars weigh nothing besides.
        const ofItem = own === undefined ? undefined : 0;
        for (const item of Array.isArray(value) ? value : [value])
          waiting.push({ own: ofItem, type: nullable.ofType, value: item });
      } else if (isInputObjectType(nullable)) {
        if (typeof value !== 'object') continue;
        for (const field of this.#weighedFields(nullable))
          waiting.push({ ...field, value: readOwn(value as Variables, field.name) });
      } else if (own === undefined) {
        sum += this.#model.weightAt(nullable.name) ?? 0;
      }
    }
    return sum;
  }

  #weighedFields(type: GraphQLInputObjectType): readonly WeighedField[] {
    let fields = this.#fields.get(type.name);
    if (!fields) {
      fields = Object.values(type.getFields())
        .map((field) => ({
          name: field.name,
          own: this.#model.weightAt(`${type.name}.${field.name}`),
          type: field.type,
        }))
        .filter((field) => field.own !== undefined || this.#mayWeigh(field.type));
      this.#fields.set(type.name, fields);
    }
    return fields;
  }

  /** Whether `@cost` stands at a type, or anywhere within. */
  #mayWeigh(given: GraphQLInputType): boolean {
    const first = getNamedType(given);
    const known = this.#weighed.get(first.name);
    if (known !== undefined) return known;
    // Inputs may have themselves as fields.
    const types = new Set<GraphQLNamedInputType>([first]);
    let mayWeigh = false;
    for (const type of types) {
      if (!isInputObjectType(type)) mayWeigh ||= this.#model.weightAt(type.name) !== undefined;
      else
        for (const field of Object.values(type.getFields())) {
          mayWeigh ||= this.#model.weightAt(`${type.name}.${field.name}`) !== undefined;
          types.add(getNamedType(field.type));
        }
    }
    this.#weighed.set(first.name, mayWeigh);
    return mayWeigh;
  }
}

function hasVariables(node: ValueNode): boolean {
  let has = false;
  visit(node, {
    Variable: () => {
      has = true;
      return BREAK;
    },
  });
  return has;
}
