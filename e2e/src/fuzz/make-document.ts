import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { SeededRandom } from '../kill/seeded-random.ts';
import { anyValue, hostileNames, type Value } from './make-values.ts';

/** What is sent to the endpoint as `query` and `variables`. */
export interface MadeOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Whoever asks for these may be somebody without rights from then on, and all that follows is refused alike. */
const avoided = new Set([
  ...['signOut', 'endSession', 'endOtherSessions', 'changePassword', 'deactivateUser'],
  ...['revokeRole', 'grantRole', 'changeRolePermissions', 'removeMember'],
]);

const aliases = ['a', 'b', 'id', 'nodes', ...hostileNames];

/** Makes operations that fit a schema, more or less: its fields, with values that may or may not be what is asked for. */
export class DocumentMaker {
  readonly #schema: GraphQLSchema;
  readonly #random: SeededRandom;
  /** Ids that answers have shown. */
  readonly #ids: readonly string[];
  #variables: Record<string, unknown> = {};
  #declared: string[] = [];
  #fragments: string[] = [];
  /** Half of what is made is meant to be right: its values fit, and its keys do not collide. */
  #isCalm = true;
  #keys = 0;
  /** Fields that may still be written. */
  #room = 0;

  constructor(schema: GraphQLSchema, random: SeededRandom, ids: readonly string[]) {
    this.#schema = schema;
    this.#random = random;
    this.#ids = ids;
  }

  make(): MadeOperation {
    [this.#variables, this.#declared, this.#fragments] = [{}, [], []];
    this.#isCalm = this.#chance(0.5);
    this.#room = this.#random.whole(1, 40);
    const kind = this.#random.pick(['query', 'query', 'query', 'mutation', 'subscription'] as const);
    const root = this.#schema.getRootType(kind as never);
    if (!root) throw new Error(`The schema has no ${kind}`);
    const selection = this.#selection(root, 0);
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    const query = `${kind} Made${declared} ${selection} ${this.#fragments.join(' ')}`;
    return { query, variables: this.#variables };
  }

  #chance(share: number): boolean {
    return this.#random.next() < share;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const fields = ('getFields' in type ? Object.values(type.getFields()) : []).filter(
      ({ name }) => !avoided.has(name),
    );
    const parts: string[] = [];
    const isStream = type === this.#schema.getSubscriptionType();
    const first = isStream && this.#isCalm ? 1 : this.#random.whole(1, 3);
    const count = depth === 0 ? first : this.#random.whole(1, 6);
    for (let at = 0; at < count && this.#room > 0; at += 1) {
      if (fields.length > 0 && !this.#chance(0.1)) parts.push(this.#field(this.#random.pick(fields), depth));
      else parts.push(this.#fragment(type, depth));
    }
    if (parts.length === 0 || this.#chance(0.1)) parts.push('__typename');
    if (depth === 0 && this.#chance(0.03)) parts.push('__schema { types { name fields { name } } }');
    return `{ ${parts.join(' ')} }`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const on = this.#random.pick(types.length > 0 ? types : [type]);
    if (depth > 8) return '__typename';
    const body = this.#selection(on, depth + 1);
    if (this.#chance(0.5)) return `... on ${on.name}${this.#condition()} ${body}`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${on.name} ${body}`);
    return `...${name}${this.#condition()}`;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.#room -= 1;
    const alias = this.#alias(field);
    const given = field.args.filter((arg) => isNonNullType(arg.type) || this.#chance(0.4));
    const args =
      given.length > 0 ? `(${given.map((arg) => `${arg.name}: ${this.#argument(arg)}`).join(', ')})` : '';
    const below = getNamedType(field.type as GraphQLOutputType);
    const selection = isCompositeType(below) && depth < 8 ? ` ${this.#selection(below, depth + 1)}` : '';
    return `${alias}${field.name}${args}${this.#condition()}${selection}`;
  }

  #alias(field: GraphQLField<unknown, unknown>): string {
    if (!this.#isCalm) return this.#chance(0.15) ? `${this.#random.pick(aliases)}: ` : '';
    this.#keys += 1;
    return field.args.length > 0 || isCompositeType(getNamedType(field.type)) ? `k${this.#keys}: ` : '';
  }

  #condition(): string {
    if (!this.#chance(this.#isCalm ? 0.02 : 0.08)) return '';
    const kind = this.#random.pick(['skip', 'include']);
    if (this.#chance(0.5)) return ` @${kind}(if: ${this.#chance(0.5)})`;
    return ` @${kind}(if: ${this.#variable('Boolean!', this.#chance(0.5))})`;
  }

  #argument({ type }: GraphQLArgument): string {
    const value = this.#value(type, 0);
    return this.#chance(0.6) ? this.#variable(String(type), value) : print(value, type);
  }

  #variable(type: string, value: Value): string {
    const name = `v${this.#declared.length}`;
    this.#declared.push(`$${name}: ${type}`);
    if (this.#isCalm || !this.#chance(0.03)) this.#variables[name] = value;
    return `$${name}`;
  }

  /** Mostly of the type that is asked for. */
  #value(type: GraphQLInputType, depth: number): Value {
    if (!this.#isCalm && this.#chance(0.05)) return anyValue(this.#random);
    if (isNonNullType(type)) return this.#value(type.ofType as GraphQLInputType, depth);
    if (!this.#isCalm && this.#chance(0.05)) return null;
    if (isListType(type)) {
      const items = Array.from({ length: this.#random.whole(0, 3) });
      return items.map(() => this.#value(type.ofType as GraphQLInputType, depth + 1));
    }
    if (isEnumType(type)) return this.#random.pick(type.getValues()).name;
    if (isInputObjectType(type)) return this.#input(type, depth);
    return this.#scalar((type as { name: string }).name);
  }

  #input(
    type: { getFields(): Record<string, { name: string; type: GraphQLInputType }> },
    depth: number,
  ): Value {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || (depth < 3 && this.#chance(0.5)),
    );
    return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, depth + 1)]));
  }

  #scalar(name: string): Value {
    const { pick, whole } = {
      pick: <T>(items: readonly T[]) => this.#random.pick(items),
      whole: (a: number, b: number) => this.#random.whole(a, b),
    };
    switch (name) {
      case 'ID':
        return this.#ids.length > 0 && (this.#isCalm || this.#chance(0.8))
          ? pick(this.#ids)
          : pick(['', '0', 'no id', '__proto__']);
      case 'Int':
        return pick([1, 2, 5, whole(0, 100), -1, 0, 2 ** 31 - 1]);
      case 'Float':
        return pick([0, 1.5, -1e300]);
      case 'Boolean':
        return this.#chance(0.5);
      case 'Decimal':
        return pick(['1', '0.01', '-5', '1e9', '99999999999999999999', '0.000000001', 'NaN']);
      case 'Date':
        return pick(['2026-11-23', '2026-02-30', '0000-00-00', '9999-12-31']);
      case 'DateTime':
        return pick(['2026-11-23T12:00:00Z', '2026-11-23', 'now']);
      case 'Currency':
        return pick(['EUR', 'USD', 'XXX', 'eur', '']);
      default:
        return pick([
          'a',
          'Fiber',
          'ann@example.org',
          '%',
          "'; drop table users; --",
          'x'.repeat(300),
          '\u0000',
          '😀',
        ]);
    }
  }
}

/** As a literal of the query language: enum values have no quotes. */
function print(value: Value, type: GraphQLInputType): string {
  const inner = isNonNullType(type) ? (type.ofType as GraphQLInputType) : type;
  if (Array.isArray(value)) {
    const item = (isListType(inner) ? inner.ofType : inner) as GraphQLInputType;
    return `[${value.map((one) => print(one, item)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(inner) ? inner.getFields() : {};
    return `{${Object.entries(value)
      .map(([name, one]) => `${name}: ${print(one, fields[name]?.type ?? inner)}`)
      .join(', ')}}`;
  }
  if (isEnumType(inner) && typeof value === 'string') return value;
  return JSON.stringify(value);
}
