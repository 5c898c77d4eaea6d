import type { GraphQLCompositeType, GraphQLField, GraphQLInputType, GraphQLSchema } from 'graphql';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** A small deterministic generator of random numbers (mulberry32). */
export class Dice {
  #state: number;
  /** Variables that `@skip` and `@include` may name. */
  conditions: readonly string[] = [];
  /** Selections are not nested deeper. */
  maxDepth = 5;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

const conditions = ['a', 'b', 'c'];

/** One random operation; it may be invalid (conflicting aliases), so validate before use. */
export function generateOperation(
  schema: GraphQLSchema,
  dice: Dice,
  kind: 'query' | 'mutation' = 'query',
  withConditions = true,
): {
  document: string;
  variables: Record<string, unknown>;
} {
  const fragments: string[] = [];
  dice.conditions = withConditions ? conditions : [];
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  if (!root) throw new Error(`The schema has no ${kind}.`);
  const body = selection(schema, dice, root, 0, fragments);
  const all = [body, ...fragments].join('\n');
  const used = conditions.filter((name) => all.includes(`$${name})`));
  const definitions = used.map((name, i) => `$${name}: Boolean${i === 0 ? '!' : `! = ${dice.chance(0.5)}`}`);
  const variables: Record<string, unknown> = {};
  for (const [i, name] of used.entries()) if (i === 0 || dice.chance(0.7)) variables[name] = dice.chance(0.5);
  return {
    document: `${kind} Made${used.length > 0 ? `(${definitions.join(', ')})` : ''} ${all}`,
    variables,
  };
}

function directive(dice: Dice): string {
  if (!dice.chance(0.15)) return '';
  const value =
    dice.conditions.length > 0 && dice.chance(0.8)
      ? `$${dice.pick(dice.conditions)}`
      : String(dice.chance(0.5));
  return ` @${dice.chance(0.5) ? 'include' : 'skip'}(if: ${value})`;
}

function selection(
  schema: GraphQLSchema,
  dice: Dice,
  type: GraphQLCompositeType,
  depth: number,
  fragments: string[],
): string {
  const parts: string[] = [];
  const count = 1 + dice.below(4);
  for (let i = 0; i < count; i++) {
    const roll = dice.next();
    if (roll < 0.12) parts.push(dice.chance(0.3) ? `t: __typename` : '__typename');
    else if (roll < 0.32 && depth < dice.maxDepth) parts.push(fragment(schema, dice, type, depth, fragments));
    else if ('getFields' in type) {
      const fields = Object.values(type.getFields()).filter(
        (f) => depth < dice.maxDepth || !isCompositeType(getNamedType(f.type)),
      );
      if (fields.length > 0) parts.push(field(schema, dice, dice.pick(fields), depth, fragments));
    } else parts.push(fragment(schema, dice, type, depth, fragments));
  }
  return `{ ${parts.length > 0 ? parts.join(' ') : '__typename'} }`;
}

function fragment(
  schema: GraphQLSchema,
  dice: Dice,
  type: GraphQLCompositeType,
  depth: number,
  fragments: string[],
): string {
  const options: GraphQLCompositeType[] = [type];
  if (isAbstractType(type)) options.push(...schema.getPossibleTypes(type), ...schema.getPossibleTypes(type));
  if ('getInterfaces' in type) options.push(...type.getInterfaces());
  const target = dice.pick(options);
  const body = selection(schema, dice, target, depth + 1, fragments);
  if (dice.chance(0.3)) {
    const name = `F${fragments.length}_${dice.below(1_000_000)}`;
    fragments.push(`fragment ${name} on ${target.name} ${body}`);
    return `...${name}${directive(dice)}`;
  }
  return `...${target === type && dice.chance(0.3) ? '' : ` on ${target.name}`}${directive(dice)} ${body}`;
}

function field(
  schema: GraphQLSchema,
  dice: Dice,
  definition: GraphQLField<unknown, unknown>,
  depth: number,
  fragments: string[],
): string {
  const named = getNamedType(definition.type);
  const alias = dice.chance(0.2)
    ? `${dice.pick(['x', 'y', 'id', 'name', 'constructor', '__proto__'])}: `
    : '';
  const args = definition.args
    .filter((arg) => isNonNullType(arg.type) || dice.chance(0.5))
    .map((arg) => `${arg.name}: ${literal(dice, arg.type)}`);
  const list = args.length > 0 ? `(${args.join(', ')})` : '';
  const below = isCompositeType(named) ? ` ${selection(schema, dice, named, depth + 1, fragments)}` : '';
  return `${alias}${definition.name}${list}${directive(dice)}${below}`;
}

function literal(dice: Dice, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(dice, type.ofType);
  if (isListType(type)) return `[${literal(dice, type.ofType)}]`;
  if (isEnumType(type)) return dice.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).map((f) => `${f.name}: ${literal(dice, f.type)}`);
    return `{ ${fields.join(', ')} }`;
  }
  if (type.name === 'Int') return String(dice.below(5));
  if (type.name === 'Float') return String(dice.below(50) / 4);
  if (type.name === 'Boolean') return String(dice.chance(0.5));
  return `"${dice.pick(['u', 'v', 'w'])}"`;
}
