import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema, NameNode, ValueNode, VariableDefinitionNode } from 'graphql';
import {
  getNamedType,
  isEnumType,
  Kind,
  parse,
  parseType,
  print,
  stripIgnoredCharacters,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * The planner makes values of literals and literals of those. What JavaScript has no number for comes out as another
 * one (`9007199254740993`) or not at all (`1e400`), and a name within a custom scalar as a string. Such literals are
 * planned as variables, and stand in what subgraphs are sent as the client wrote them.
 */
export class WrittenLiterals {
  /** As the planner gets it. */
  readonly document: DocumentNode;
  readonly #prefix: string;
  /** What each variable of our own stands for. */
  readonly #literals = new Map<string, { node: ValueNode; type: string }>();
  /** Definitions whose defaults the planner does not get. */
  readonly #defaulting = new Map<string, VariableDefinitionNode>();

  constructor(document: DocumentNode, schema: GraphQLSchema) {
    const text = print(document);
    let prefix = 'literal';
    while (text.includes(prefix)) prefix = `_${prefix}`;
    this.#prefix = prefix;
    const written = this.#withoutLiterals(document, new TypeInfo(schema));
    const definitions = [...this.#literals].map(([name, { type }]) => defined(name, type));
    this.document = visit(written, {
      OperationDefinition: (node) => ({
        ...node,
        variableDefinitions: [...(node.variableDefinitions ?? []), ...definitions],
      }),
    });
  }

  #withoutLiterals(document: DocumentNode, types: TypeInfo): DocumentNode {
    let defining: VariableDefinitionNode | undefined;
    const meet = (node: ValueNode) => {
      if (!isChanged(node, types)) return undefined;
      if (!defining) return { kind: Kind.VARIABLE, name: this.#nameOf(node, types) } as const;
      this.#defaulting.set(defining.variable.name.value, defining);
      return undefined;
    };
    return visit(
      document,
      visitWithTypeInfo(types, {
        VariableDefinition: {
          enter: (node) => {
            defining = node;
          },
          leave: (node) => {
            defining = undefined;
            return this.#defaulting.has(node.variable.name.value) ? withoutDefault(node) : undefined;
          },
        },
        IntValue: meet,
        FloatValue: meet,
        EnumValue: meet,
      }),
    );
  }

  /** The same one for equal literals, so that equal fields stay equal. */
  #nameOf(node: ValueNode, types: TypeInfo): NameNode {
    // Within a custom scalar there are no types, and the planner does not look at them.
    const type = String(types.getInputType() ?? 'Boolean');
    const known = [...this.#literals].find(
      ([, literal]) => literal.type === type && print(literal.node) === print(node),
    );
    const value = known?.[0] ?? this.#prefix + this.#literals.size;
    this.#literals.set(value, { node, type });
    return { kind: Kind.NAME, value };
  }

  /** A plan of the document, with the literals in it. */
  writeInto(plan: QueryPlan): QueryPlan {
    if (this.#literals.size === 0 && this.#defaulting.size === 0) return plan;
    return JSON.parse(JSON.stringify(plan), (key, value) => {
      if (key === 'operation') return this.#written(value as string);
      if (key !== 'variableUsages') return value;
      return (value as string[]).filter((name) => !this.#literals.has(name));
    });
  }

  #written(operation: string): string {
    const document = visit(parse(operation, { noLocation: true }), {
      VariableDefinition: (node) => {
        const name = node.variable.name.value;
        return this.#literals.has(name) ? null : (this.#defaulting.get(name) ?? false);
      },
      Variable: ({ name }) => this.#literals.get(name.value)?.node,
    });
    return stripIgnoredCharacters(print(document));
  }
}

/** Whether the planner would write a literal in another way. */
function isChanged(node: ValueNode, types: TypeInfo): boolean {
  if (node.kind === Kind.ENUM) return !isEnumType(getNamedType(types.getInputType()));
  return 'value' in node && String(Number(node.value)) !== node.value;
}

/** It may still stand where null may not. */
function withoutDefault(node: VariableDefinitionNode): VariableDefinitionNode {
  const { type } = node;
  return {
    ...node,
    defaultValue: undefined,
    type: type.kind === Kind.NON_NULL_TYPE ? type : { kind: Kind.NON_NULL_TYPE, type },
  };
}

function defined(name: string, type: string): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
    type: parseType(type, { noLocation: true }),
  };
}
