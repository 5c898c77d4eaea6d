import {
  type DocumentNode,
  type GraphQLSchema,
  getNullableType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type OperationDefinitionNode,
  parseType,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';

export interface LiftedDocument {
  readonly document: DocumentNode;
  /** The values that stood in the text, by the names of the variables that stand there now. */
  readonly literals: Readonly<Record<string, unknown>>;
}

const literalKinds: ReadonlySet<string> = new Set([
  Kind.STRING,
  Kind.INT,
  Kind.FLOAT,
  Kind.BOOLEAN,
  Kind.OBJECT,
]);

/**
 * Puts variables in the place of literals of the house's own scalars. graphql-jit writes literal arguments into the
 * compiled code as JSON, so a Decimal or DateTime in the text would reach resolvers as a string; variables are parsed.
 */
export function liftLiterals(schema: GraphQLSchema, document: DocumentNode): LiftedDocument {
  const literals: Record<string, unknown> = {};
  const definitions: VariableDefinitionNode[] = [];
  const types = new TypeInfo(schema);
  const lift = (node: ValueNode) => {
    const type = types.getInputType();
    if (!type || !literalKinds.has(node.kind)) return undefined;
    const scalar = getNullableType(type);
    if (!isScalarType(scalar) || isSpecifiedScalarType(scalar)) return undefined;
    const name = { kind: Kind.NAME, value: `_literal${definitions.length}` } as const;
    const variable = { kind: Kind.VARIABLE, name } as const;
    literals[name.value] = valueFromASTUntyped(node);
    definitions.push({ kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(String(type)) });
    return variable;
  };
  const lifted = visit(
    document,
    visitWithTypeInfo(types, {
      // Defaults of variables are filled in as they are; see fill-defaults.ts.
      VariableDefinition: () => false,
      StringValue: lift,
      IntValue: lift,
      FloatValue: lift,
      BooleanValue: lift,
      ObjectValue: lift,
    }),
  );
  if (definitions.length === 0) return { document, literals };
  return { document: withVariables(lifted, definitions), literals };
}

function withVariables(document: DocumentNode, definitions: readonly VariableDefinitionNode[]): DocumentNode {
  return visit(document, {
    OperationDefinition: (node): OperationDefinitionNode => ({
      ...node,
      variableDefinitions: [...(node.variableDefinitions ?? []), ...definitions],
    }),
  });
}
