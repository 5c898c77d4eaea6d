import type { GraphQLInputType, GraphQLSchema, VariableDefinitionNode } from 'graphql';
import {
  GraphQLError,
  getVariableValues,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
} from 'graphql';
import { ErrorCode } from '../ground/error-codes.ts';
import { readOwn, writeOwn } from '../ground/own-property.ts';

export type Variables = Record<string, unknown>;

/** True when a value is right beyond doubt; false sends it to graphql-js, which decides and words the error. */
type QuickTest = (value: unknown) => boolean;

interface KnownVariable {
  name: string;
  passes: QuickTest;
  isRequired: boolean;
  /** The default of a Boolean variable, for `@skip` and `@include`. */
  defaultsToTrue: boolean;
}

/** Checks a run's variables against the operation. Subgraphs get them as the client wrote them. */
export class VariableCheck {
  readonly #schema: GraphQLSchema;
  readonly #definitions: readonly VariableDefinitionNode[];
  readonly #known: readonly KnownVariable[];

  /** `conditions` are the variables of `@skip` and `@include`. */
  constructor(
    schema: GraphQLSchema,
    definitions: readonly VariableDefinitionNode[],
    conditions: readonly string[] = [],
  ) {
    this.#schema = schema;
    this.#definitions = definitions.map((definition) =>
      conditions.includes(definition.variable.name.value) ? withoutNull(definition) : definition,
    );
    this.#known = this.#definitions.map((definition) => readDefinition(schema, definition));
  }

  /** The operation's variables that were given, or the errors (`BAD_USER_INPUT`). */
  check(given: Variables): { values: Variables; errors?: undefined } | { errors: readonly GraphQLError[] } {
    const values: Variables = {};
    let isSure = true;
    for (const variable of this.#known) {
      const value = readOwn(given, variable.name);
      if (value === undefined) {
        if (variable.isRequired) isSure = false;
        continue;
      }
      if (!variable.passes(value)) isSure = false;
      writeOwn(values, variable.name, value);
    }
    if (isSure) return { values };
    const { errors } = getVariableValues(this.#schema, this.#definitions, values, { maxErrors: 20 });
    return errors ? { errors: errors.map(withCode) } : { values };
  }

  /** The value of a variable of `@skip` or `@include`, its default included. */
  isTrue(name: string, values: Variables): boolean {
    const value = readOwn(values, name);
    if (value !== undefined) return value === true;
    return this.#known.some((variable) => variable.name === name && variable.defaultsToTrue);
  }
}

/**
 * `$a: Boolean = true` may stand where a `Boolean!` is wanted, and then be given as null. Of a condition, on which the
 * plan depends, that is an error of the request.
 */
function withoutNull(definition: VariableDefinitionNode): VariableDefinitionNode {
  if (definition.type.kind === Kind.NON_NULL_TYPE) return definition;
  return { ...definition, type: { kind: Kind.NON_NULL_TYPE, type: definition.type } };
}

function withCode(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    extensions: { ...error.extensions, code: ErrorCode.variables },
  });
}

function readDefinition(schema: GraphQLSchema, definition: VariableDefinitionNode): KnownVariable {
  const type = typeFromAST(schema, definition.type as never);
  const standard = definition.defaultValue;
  return {
    name: definition.variable.name.value,
    passes: isInputType(type) ? compileTest(type, new Map()) : () => false,
    isRequired: definition.type.kind === Kind.NON_NULL_TYPE && standard === undefined,
    defaultsToTrue: standard?.kind === Kind.BOOLEAN && standard.value,
  };
}

const scalarTests: Record<string, QuickTest> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  Float: (value) => Number.isFinite(value),
};

function compileTest(type: GraphQLInputType, made: Map<GraphQLInputType, QuickTest>): QuickTest {
  const known = made.get(type);
  if (known) return known;
  let test: QuickTest = () => false;
  made.set(type, (value) => test(value));
  test = makeTest(type, made);
  return test;
}

function makeTest(type: GraphQLInputType, made: Map<GraphQLInputType, QuickTest>): QuickTest {
  if (isNonNullType(type)) {
    const inner = compileTest(type.ofType, made);
    return (value) => value !== null && inner(value);
  }
  if (isListType(type)) {
    const item = compileTest(type.ofType, made);
    return (value) => value === null || (Array.isArray(value) && value.every(item));
  }
  if (isEnumType(type)) {
    return (value) => value === null || (typeof value === 'string' && type.getValue(value) !== undefined);
  }
  if (!isInputObjectType(type)) {
    const test = scalarTests[type.name];
    return test ? (value) => value === null || test(value) : () => true;
  }
  if (type.isOneOf) return () => false;
  const fields = new Map(Object.values(type.getFields()).map((field) => [field.name, field]));
  const tests = new Map([...fields.values()].map((field) => [field.name, compileTest(field.type, made)]));
  const required = [...fields.values()]
    .filter((field) => isNonNullType(field.type) && field.defaultValue === undefined)
    .map((field) => field.name);
  return (value) => {
    if (value === null) return true;
    if (typeof value !== 'object' || Array.isArray(value)) return false;
    for (const key of Object.keys(value)) {
      const inner = readOwn(value, key);
      if (inner === undefined) continue;
      if (!tests.get(key)?.(inner)) return false;
    }
    return required.every((name) => readOwn(value, name) !== undefined);
  };
}
