import type {
  FieldNode,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql';
import {
  GraphQLError,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
} from 'graphql';

/** How many objects there are of each type. */
const population = 4;

export interface WorldOptions {
  /** Types that are one population: an entity interface and its implementations, in order. */
  families?: Record<string, readonly string[]>;
  /** Values of an enum, or members of a union, to choose from where subgraphs differ. */
  choices?: Record<string, readonly string[]>;
  /** One in so many fields throws; 0 for none. */
  errorEvery?: number;
  /** One in so many nullable fields is null; 0 for none. */
  nullEvery?: number;
}

export interface Thing {
  __typename: string;
  k: number;
  /** What the subgraph was given of it by others. */
  rep?: Record<string, unknown>;
}

/**
 * A made-up world in which each field of each object has one value, whichever subgraph is asked: it
 * follows from the type, the object's number, the field and its arguments.
 */
export class World {
  readonly options: WorldOptions;
  /** `Type.field` to the selection of its `@requires`, of all subgraphs. */
  readonly requires = new Map<string, SelectionSetNode>();
  readonly #familyOf = new Map<string, string>();

  constructor(options: WorldOptions = {}) {
    this.options = options;
    for (const [family, members] of Object.entries(options.families ?? {})) {
      this.#familyOf.set(family, family);
      for (const member of members) this.#familyOf.set(member, family);
    }
  }

  family(type: string): string {
    return this.#familyOf.get(type) ?? type;
  }

  readRequires(schema: GraphQLSchema): void {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        const applied = field.astNode?.directives?.find((d) => d.name.value === 'requires');
        const value = applied?.arguments?.[0]?.value;
        if (value?.kind !== Kind.STRING) continue;
        const [definition] = parse(`{${value.value}}`).definitions;
        if (definition?.kind !== Kind.OPERATION_DEFINITION) continue;
        this.requires.set(`${this.family(type.name)}.${field.name}`, definition.selectionSet);
      }
    }
  }

  /** The object that a representation means. */
  lookUp(type: string, rep: Record<string, unknown>): Thing | null {
    for (const value of Object.values(rep)) {
      const [, family, k] = /^(\w+):(\d+):/.exec(typeof value === 'string' ? value : '') ?? [];
      if (family === this.family(type))
        return { __typename: this.concrete(type, Number(k)), k: Number(k), rep };
    }
    return null;
  }

  concrete(type: string, k: number): string {
    const members = this.options.families?.[type];
    return members?.[k % members.length] ?? type;
  }

  resolve(
    schema: GraphQLSchema,
    thing: Thing,
    info: GraphQLResolveInfo,
    args: Record<string, unknown>,
  ): unknown {
    const field = info.fieldName;
    const seed = `${this.family(thing.__typename)}.${field}.${thing.k}.${JSON.stringify(args)}`;
    const { errorEvery = 0 } = this.options;
    if (errorEvery > 0 && field !== 'id' && hash(`error ${seed}`) % errorEvery === 0) {
      throw new GraphQLError(`no ${seed}`, { extensions: { code: 'MADE_UP' } });
    }
    const required = this.requires.get(`${this.family(thing.__typename)}.${field}`);
    const inputs = required ? JSON.stringify(this.#readInputs(schema, thing, required)) : '';
    return this.#value(schema, info.returnType, thing, `${seed}${inputs}`, inputs);
  }

  #value(
    schema: GraphQLSchema,
    wrapped: GraphQLOutputType,
    thing: Thing,
    seed: string,
    inputs: string,
  ): unknown {
    const nonNull = isNonNullType(wrapped);
    const type = nonNull ? wrapped.ofType : wrapped;
    const { nullEvery = 0 } = this.options;
    if (!nonNull && nullEvery > 0 && hash(`null ${seed}`) % nullEvery === 0) return null;
    if (isListType(type)) {
      return Array.from({ length: hash(`length ${seed}`) % 4 }, (_, i) =>
        this.#value(schema, type.ofType, thing, `${seed}[${i}]`, inputs),
      );
    }
    const number = hash(seed);
    if (isEnumType(type)) {
      const names =
        this.options.choices?.[type.name] ??
        type
          .getValues()
          .map((value) => value.name)
          .sort();
      return names[number % names.length];
    }
    if (isScalarType(type))
      return scalar(type.name, this.family(thing.__typename), thing.k, seed, number, inputs);
    const k = number % population;
    if (this.options.families?.[type.name]) return { __typename: this.concrete(type.name, k), k };
    if (!isAbstractType(type)) return { __typename: type.name, k };
    const members =
      this.options.choices?.[type.name] ??
      schema
        .getPossibleTypes(type)
        .map((t) => t.name)
        .sort();
    const member = members[hash(`member ${seed}`) % members.length] ?? '';
    return { __typename: member, k };
  }

  /** What `@requires` names: out of the representation in a subgraph, out of the world in the monolith. */
  #readInputs(schema: GraphQLSchema, thing: Thing, selection: SelectionSetNode): unknown {
    return thing.rep ? pick(thing.rep, selection) : this.#pickFromWorld(schema, thing, selection);
  }

  #pickFromWorld(schema: GraphQLSchema, thing: Thing, selection: SelectionSetNode): Record<string, unknown> {
    const picked: Record<string, unknown> = {};
    for (const node of selection.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value ?? thing.__typename;
        const type = schema.getType(condition);
        const own = schema.getType(thing.__typename);
        const fits =
          condition === thing.__typename ||
          (isAbstractType(type) && isObjectType(own) && schema.isSubType(type, own));
        if (fits) Object.assign(picked, this.#pickFromWorld(schema, thing, node.selectionSet));
      }
      if (node.kind !== Kind.FIELD) continue;
      const type = schema.getType(thing.__typename);
      const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
      if (!field) continue;
      const info = { fieldName: field.name, returnType: field.type } as GraphQLResolveInfo;
      const value = this.resolve(schema, thing, info, readArguments(node));
      picked[field.name] = node.selectionSet
        ? mapDeep(value, (item) =>
            this.#pickFromWorld(schema, item as Thing, node.selectionSet as SelectionSetNode),
          )
        : value;
    }
    return picked;
  }
}

function readArguments(node: FieldNode): Record<string, unknown> {
  return Object.fromEntries(
    (node.arguments ?? []).map((a) => [a.name.value, 'value' in a.value ? a.value.value : null]),
  );
}

function pick(rep: Record<string, unknown>, selection: SelectionSetNode): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const node of selection.selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      if (rep.__typename === node.typeCondition?.name.value)
        Object.assign(picked, pick(rep, node.selectionSet));
    } else if (node.kind === Kind.FIELD) {
      const value = rep[node.name.value];
      picked[node.name.value] = node.selectionSet
        ? mapDeep(value, (item) =>
            pick(item as Record<string, unknown>, node.selectionSet as SelectionSetNode),
          )
        : value;
    }
  }
  return picked;
}

function mapDeep(value: unknown, change: (item: unknown) => unknown): unknown {
  if (value === null || value === undefined) return value;
  return Array.isArray(value) ? value.map((item) => mapDeep(item, change)) : change(value);
}

function scalar(
  type: string,
  family: string,
  k: number,
  seed: string,
  number: number,
  inputs: string,
): unknown {
  if (type === 'Boolean') return number % 2 === 0;
  if (type === 'Int') return number % 1000;
  if (type === 'Float') return (number % 1000) / 4;
  return `${family}:${k}:${seed.split('.')[1]}${seed.includes('{}') ? '' : `(${number % 1000})`}${inputs}`;
}

/** FNV-1a. */
export function hash(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  value ^= value >>> 15;
  return Math.imul(value, 2246822519) >>> 0;
}
