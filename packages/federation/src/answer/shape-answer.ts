import type {
  DocumentNode,
  FieldNode,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { executeSync, Kind } from 'graphql';
import type { VariableCheck, Variables } from '../document/check-variables.ts';
import { collectFields, conditionVariables, type Fragments, type Scope } from '../document/collect-fields.ts';
import type { PlannedKeys } from '../document/planned-keys.ts';
import { RecentlyUsed } from '../ground/recently-used.ts';
import { type Answer, type KeyTree, readKeys } from './compile-merge.ts';
import { compileShape } from './compile-shape.ts';
import type { AnswerPath } from './entity-path.ts';
import type { ErrorBook } from './error-book.ts';
import { ShapeContext, type ShapeObject } from './shape-context.ts';

interface Shape {
  shapeRoot: ShapeObject;
  /** Root fields `__schema` and `__type`, answered from the API schema. */
  introspection: readonly FieldNode[];
  /** Their answer, when no variable has a part in it. */
  constant?: Answer;
}

const noIntrospection: Answer = Object.freeze(Object.create(null));

export interface ShapedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  definition: OperationDefinitionNode;
  fragments: Fragments;
  rootType: GraphQLObjectType;
  variables: VariableCheck;
  keys: PlannedKeys;
}

/** Turns the merged tree into the client's answer. One compiled shape per outcome of the conditions. */
export class Shaping {
  readonly #operation: ShapedOperation;
  readonly #conditions: readonly string[];
  // A client with many conditions can ask for many outcomes; old ones are compiled anew when they return.
  readonly #shapes = new RecentlyUsed<string, Shape>(32);
  #only: Shape | undefined;
  #clientKeys: KeyTree | undefined;

  constructor(operation: ShapedOperation) {
    this.#operation = operation;
    this.#conditions = conditionVariables(operation.definition, operation.fragments);
  }

  /** True when variables decide over parts of the operation. */
  get hasConditions(): boolean {
    return this.#conditions.length > 0;
  }

  shape(tree: Answer, values: Variables, errors: ErrorBook): Answer | null {
    const shape = this.#shapeFor(values);
    const context = new ShapeContext(errors, this.#introspect(shape, values));
    return shape.shapeRoot(tree, context, 0);
  }

  /** The client's key for a key of the plan. */
  clientKey(key: string): string {
    return this.#operation.keys.clientKey(key);
  }

  /** A path of the plan in the client's keys, cut off where it goes on into what was fetched as an input only. */
  visiblePath(path: AnswerPath): AnswerPath {
    this.#clientKeys ??= readKeys(this.#operation.document, false);
    let below: KeyTree | null | undefined = this.#clientKeys;
    const visible: (string | number)[] = [];
    for (const element of path) {
      const key: string | number = typeof element === 'number' ? element : this.clientKey(element);
      if (typeof key === 'string') {
        if (!below?.has(key)) break;
        below = below.get(key);
      }
      visible.push(key);
    }
    return visible;
  }

  #shapeFor(values: Variables): Shape {
    if (this.#conditions.length === 0) {
      this.#only ??= this.#compile(() => false);
      return this.#only;
    }
    let outcome = '';
    for (const name of this.#conditions)
      outcome += this.#operation.variables.isTrue(name, values) ? '1' : '0';
    let shape = this.#shapes.get(outcome);
    if (!shape) {
      const known = new Map(this.#conditions.map((name, at) => [name, outcome[at] === '1']));
      shape = this.#compile((name) => known.get(name) ?? false);
      this.#shapes.set(outcome, shape);
    }
    return shape;
  }

  #compile(condition: (name: string) => boolean): Shape {
    const { schema, fragments, definition, rootType, keys } = this.#operation;
    const scope: Scope = { schema, fragments, condition, keyOf: (field) => keys.keyOf(field) };
    const sets = [definition.selectionSet];
    const introspection = [...collectFields(scope, rootType, sets).values()]
      .filter(([node]) => node?.name.value === '__schema' || node?.name.value === '__type')
      .flat();
    return { shapeRoot: compileShape(scope, rootType, sets), introspection };
  }

  #introspect(shape: Shape, values: Variables): Answer {
    if (shape.introspection.length === 0) return noIntrospection;
    if (shape.constant) return shape.constant;
    const { schema, definition, fragments } = this.#operation;
    const definitions = definition.variableDefinitions ?? [];
    const { data } = executeSync({
      schema,
      document: {
        kind: Kind.DOCUMENT,
        definitions: [
          {
            kind: Kind.OPERATION_DEFINITION,
            operation: definition.operation,
            variableDefinitions: definitions,
            selectionSet: { kind: Kind.SELECTION_SET, selections: withoutConditions(shape.introspection) },
          },
          ...fragments.values(),
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
