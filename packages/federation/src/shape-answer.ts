import type { FieldNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { executeSync, Kind } from 'graphql';
import type { VariableCheck, Variables } from './check-variables.ts';
import { collectFields, conditionVariables, type Fragments, type Scope } from './collect-fields.ts';
import { type Answer, type KeyTree, readKeys } from './compile-merge.ts';
import { compileShape } from './compile-shape.ts';
import type { AnswerPath } from './entity-path.ts';
import type { ErrorBook } from './error-book.ts';
import { RecentlyUsed } from './recently-used.ts';
import { ShapeContext, type ShapeObject } from './shape-context.ts';

interface Shape {
  shapeRoot: ShapeObject;
  /** Root fields `__schema` and `__type`, answered from the API schema. */
  introspection: readonly FieldNode[];
  /** Their answer, when no variable has a part in it. */
  constant?: Answer;
}

const noIntrospection: Answer = Object.freeze(Object.create(null));

/** Turns the merged tree into the client's answer. One compiled shape per outcome of the conditions. */
export class Shaping {
  readonly #schema: GraphQLSchema;
  readonly #definition: OperationDefinitionNode;
  readonly #fragments: Fragments;
  readonly #rootType: GraphQLObjectType;
  readonly #variables: VariableCheck;
  readonly #conditions: readonly string[];
  // A client with many conditions can ask for many outcomes; old ones are compiled anew when they return.
  readonly #shapes = new RecentlyUsed<string, Shape>(32);
  #only: Shape | undefined;
  #keys: KeyTree | undefined;

  constructor(
    schema: GraphQLSchema,
    definition: OperationDefinitionNode,
    fragments: Fragments,
    rootType: GraphQLObjectType,
    variables: VariableCheck,
  ) {
    this.#schema = schema;
    this.#definition = definition;
    this.#fragments = fragments;
    this.#rootType = rootType;
    this.#variables = variables;
    this.#conditions = conditionVariables(definition, fragments);
  }

  shape(tree: Answer, values: Variables, errors: ErrorBook): Answer | null {
    const shape = this.#shapeFor(values);
    const context = new ShapeContext(errors, this.#introspect(shape, values));
    return shape.shapeRoot(tree, context, 0);
  }

  /** `path` as far as the client's answer can have it: what was fetched as an input only is cut off. */
  visiblePath(path: AnswerPath): AnswerPath {
    this.#keys ??= readKeys(
      { kind: Kind.DOCUMENT, definitions: [this.#definition, ...this.#fragments.values()] },
      false,
    );
    let keys: KeyTree | null | undefined = this.#keys;
    for (const [at, element] of path.entries()) {
      if (typeof element === 'number') continue;
      if (!keys?.has(element)) return path.slice(0, at);
      keys = keys.get(element);
    }
    return path;
  }

  #shapeFor(values: Variables): Shape {
    if (this.#conditions.length === 0) {
      this.#only ??= this.#compile(() => false);
      return this.#only;
    }
    let outcome = '';
    for (const name of this.#conditions) outcome += this.#variables.isTrue(name, values) ? '1' : '0';
    let shape = this.#shapes.get(outcome);
    if (!shape) {
      const known = new Map(this.#conditions.map((name, at) => [name, outcome[at] === '1']));
      shape = this.#compile((name) => known.get(name) ?? false);
      this.#shapes.set(outcome, shape);
    }
    return shape;
  }

  #compile(condition: (name: string) => boolean): Shape {
    const scope: Scope = { schema: this.#schema, fragments: this.#fragments, condition };
    const sets = [this.#definition.selectionSet];
    const introspection = [...collectFields(scope, this.#rootType, sets).values()]
      .filter(([node]) => node?.name.value === '__schema' || node?.name.value === '__type')
      .flat();
    return { shapeRoot: compileShape(scope, this.#rootType, sets), introspection };
  }

  #introspect(shape: Shape, values: Variables): Answer {
    if (shape.introspection.length === 0) return noIntrospection;
    if (shape.constant) return shape.constant;
    const definitions = this.#definition.variableDefinitions ?? [];
    const { data } = executeSync({
      schema: this.#schema,
      document: {
        kind: Kind.DOCUMENT,
        definitions: [
          {
            kind: Kind.OPERATION_DEFINITION,
            operation: this.#definition.operation,
            variableDefinitions: definitions,
            selectionSet: { kind: Kind.SELECTION_SET, selections: withoutConditions(shape.introspection) },
          },
          ...this.#fragments.values(),
        ],
      },
      variableValues: values,
    });
    const answer = (data ?? noIntrospection) as Answer;
    if (definitions.length === 0) shape.constant = answer;
    return answer;
  }
}

/** Conditions of the root fields themselves are decided already. */
function withoutConditions(nodes: readonly FieldNode[]): FieldNode[] {
  return nodes.map((node) => ({ ...node, directives: [] }));
}
