import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { Kind, valueFromASTUntyped } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { conditionVariables } from '../document/collect-fields.ts';
import { decideDocument } from '../document/decide-conditions.ts';
import { hasRecursiveVariable } from '../document/recursive-inputs.ts';
import { isInherited } from '../ground/own-property.ts';
import { RecentlyUsed } from '../ground/recently-used.ts';

type Variables = Record<string, unknown>;

/** One document of an in-process subgraph, compiled once for each outcome of its conditions. */
export class LocalDocument {
  readonly document: DocumentNode;
  readonly #schema: GraphQLSchema;
  readonly #operationName: string | undefined;
  /** False for what graphql-jit cannot do, or not safely: then graphql-js runs it. */
  readonly #isCompilable: boolean;
  readonly #conditions: readonly string[];
  readonly #defaults: readonly { name: string; value: unknown }[];
  readonly #compiled = new RecentlyUsed<string, { query: CompiledQuery | undefined }>(32);

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    request: { document: string; operationName?: string },
  ) {
    this.document = document;
    this.#schema = schema;
    this.#operationName = request.operationName;
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    }
    // graphql-jit builds plain objects by name: an alias such as `__proto__` is left to graphql-js.
    const words = request.document.match(/[A-Za-z_]+/g) ?? [];
    const isSubscription = operations.some((node) => node.operation === 'subscription');
    // Of variables whose inputs are recursive it would write checks without end.
    const isEndless = operations.some((node) => hasRecursiveVariable(schema, node));
    this.#isCompilable = !isSubscription && !isEndless && !words.some(isInherited);
    this.#conditions = operations.flatMap((node) => conditionVariables(node, fragments));
    this.#defaults = operations.flatMap((node) => readDefaults(node));
  }

  /** Fills in defaults: conditions need them, and graphql-jit calls a variable missing that may not be null. */
  withDefaults(variables: Variables): Variables {
    let filled = variables;
    for (const { name, value } of this.#defaults) {
      if (filled[name] === undefined) filled = { ...filled, [name]: value };
    }
    return filled;
  }

  compiledFor(variables: Variables): CompiledQuery | undefined {
    if (!this.#isCompilable) return undefined;
    let outcome = '';
    for (const name of this.#conditions) outcome += variables[name] === true ? '1' : '0';
    let compiled = this.#compiled.get(outcome);
    if (!compiled) {
      const decided = decideDocument(this.document, (name) => variables[name] === true);
      compiled = { query: tryCompile(this.#schema, decided, this.#operationName) };
      this.#compiled.set(outcome, compiled);
    }
    return compiled.query;
  }
}

function tryCompile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): CompiledQuery | undefined {
  try {
    const query = compileQuery(schema, document, operationName);
    return isCompiledQuery(query) ? query : undefined;
  } catch {
    return undefined;
  }
}

function readDefaults(operation: OperationDefinitionNode): { name: string; value: unknown }[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    if (!definition.defaultValue) return [];
    // As a client would write it, since graphql-jit coerces what it is given.
    return [{ name: definition.variable.name.value, value: valueFromASTUntyped(definition.defaultValue) }];
  });
}
