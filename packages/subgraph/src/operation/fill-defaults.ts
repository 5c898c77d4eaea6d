import {
  astFromValue,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromASTUntyped,
} from 'graphql';

type Values = Readonly<Record<string, unknown>>;
export type FillDefaults = (variables: Values) => Values;
type Fill = (value: unknown) => unknown;

/**
 * Fills in the defaults of variables and of fields of input objects: graphql-jit takes what is not null and has a
 * default for missing.
 */
export function compileDefaults(schema: GraphQLSchema, operation: OperationDefinitionNode): FillDefaults {
  const fills = new Map<string, Fill>();
  for (const { variable, type, defaultValue } of operation.variableDefinitions ?? []) {
    const inputType = typeFromAST(schema, type as Parameters<typeof typeFromAST>[1]) as
      | GraphQLInputType
      | undefined;
    const fill = inputType && fillOf(inputType, new Map());
    const preset = defaultValue && valueFromASTUntyped(defaultValue);
    if (!fill && !defaultValue) continue;
    fills.set(variable.name.value, (value) => {
      const given = value === undefined && defaultValue ? preset : value;
      return fill ? fill(given) : given;
    });
  }
  if (fills.size === 0) return (variables) => variables;
  return (variables) => {
    const filled: Record<string, unknown> = { ...variables };
    for (const [name, fill] of fills) {
      const value = fill(variables[name]);
      if (value !== undefined) filled[name] = value;
    }
    return filled;
  };
}

/** Undefined where nothing below the type has a default. */
function fillOf(type: GraphQLInputType, known: Map<string, Fill | undefined>): Fill | undefined {
  if (isNonNullType(type)) return fillOf(type.ofType, known);
  if (isListType(type)) {
    const fill = fillOf(type.ofType, known);
    return fill && ((value) => (Array.isArray(value) ? value.map(fill) : fill(value)));
  }
  if (!isInputObjectType(type)) return undefined;
  if (known.has(type.name)) return known.get(type.name);
  const fields = new Map<string, Fill>();
  const fill: Fill = (value) => (isRecord(value) ? withFields(value, fields) : value);
  // A type that holds itself finds this one while its fields are read.
  known.set(type.name, fill);
  for (const field of Object.values(type.getFields())) {
    const preset =
      field.defaultValue === undefined ? undefined : astFromValue(field.defaultValue, field.type);
    const external = preset && valueFromASTUntyped(preset);
    const inner = fillOf(field.type, known);
    if (external === undefined && !inner) continue;
    fields.set(field.name, (value) => {
      const given = value === undefined ? external : value;
      return inner ? inner(given) : given;
    });
  }
  if (fields.size === 0) known.set(type.name, undefined);
  return fields.size > 0 ? fill : undefined;
}

function withFields(value: Values, fields: ReadonlyMap<string, Fill>): Values {
  const filled: Record<string, unknown> = { ...value };
  for (const [name, fill] of fields) {
    const given = fill(value[name]);
    if (given !== undefined) filled[name] = given;
  }
  return filled;
}

const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
