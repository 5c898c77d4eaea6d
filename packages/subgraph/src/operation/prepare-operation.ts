import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  subscribe,
  validate,
  valueFromASTUntyped,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { type Fragments, PermissionCollector, type Requirement } from '../access/required-permissions.ts';
import type { DomainSchema } from '../build-schema.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Everything that can be known of an operation before its variables. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly kind: OperationDefinitionNode['operation'];
  readonly name: string | undefined;
  /** What the actor must hold somewhere for any of it to be worth running. */
  readonly requirements: readonly Requirement[];
  /** Defaults of its variables: they decide `@include` and `@skip` where a variable was left out. */
  readonly defaults: Variables;
  run(
    context: unknown,
    variables: Variables,
    rootValue?: unknown,
  ): Promise<ExecutionResult> | ExecutionResult;
  subscribe(
    context: unknown,
    variables: Variables,
  ): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
}

/** Prepared operations by the hash of their text, the least recently used ones forgotten. */
export class PreparedOperations {
  readonly #domain: DomainSchema;
  readonly #sizeMax: number;
  readonly #known = new Map<string, PreparedOperation>();

  constructor(domain: DomainSchema, sizeMax = 1_000) {
    this.#domain = domain;
    this.#sizeMax = sizeMax;
  }

  /** Throws an array of GraphQLErrors as `InvalidOperation` where the document does not fit the schema. */
  get(document: string, hash: string | undefined, operationName?: string): PreparedOperation {
    const key = `${hash ?? documentHash(document)}\n${operationName ?? ''}`;
    const known = this.#known.get(key);
    if (known) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    const prepared = prepare(this.#domain, document, operationName);
    this.#known.set(key, prepared);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.#sizeMax) break;
      this.#known.delete(oldest);
    }
    return prepared;
  }
}

export function documentHash(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

export class InvalidOperation extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.errors = errors;
  }
}

function prepare(domain: DomainSchema, text: string, operationName: string | undefined): PreparedOperation {
  const { schema, rules } = domain;
  const document = parsed(text);
  const faults = validate(schema, document);
  if (faults.length > 0) throw new InvalidOperation(faults);
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw new InvalidOperation([new GraphQLError('Name the operation to run with operationName')]);
  const root = schema.getRootType(operation.operation);
  if (!root) throw new InvalidOperation([new GraphQLError(`There is no ${operation.operation} here`)]);
  const fragments: Fragments = Object.fromEntries(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  const collector = new PermissionCollector(schema, rules, fragments);
  return {
    document,
    kind: operation.operation,
    name: operation.name?.value,
    requirements: collector.everything(root, operation.selectionSet),
    defaults: defaultsOf(operation),
    run: runner(domain, document, operationName),
    subscribe: (contextValue, variableValues) =>
      subscribe({ schema, document, operationName, contextValue, variableValues }) as ReturnType<
        PreparedOperation['subscribe']
      >,
  };
}

function defaultsOf(operation: OperationDefinitionNode): Variables {
  const given = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  return Object.fromEntries(given);
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) throw new InvalidOperation([error]);
    throw error;
  }
}

/** Compiled once by graphql-jit; what it cannot compile runs on graphql-js. */
function runner(
  { schema }: DomainSchema,
  document: DocumentNode,
  operationName: string | undefined,
): PreparedOperation['run'] {
  const compiled = compileQuery(schema, document, operationName ?? '', {
    disablingCapturingStackErrors: true,
  });
  if (isCompiledQuery(compiled)) {
    return (context, variables, rootValue) =>
      compiled.query(rootValue, context, variables) as ExecutionResult;
  }
  return (contextValue, variableValues, rootValue) =>
    execute({ schema, document, operationName, contextValue, variableValues, rootValue });
}
