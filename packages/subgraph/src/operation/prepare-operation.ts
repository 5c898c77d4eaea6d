import { createHash } from 'node:crypto';
import { conditionVariables } from '@lastmile/federation/document/collect-fields';
import { decideDocument } from '@lastmile/federation/document/decide-conditions';
import { weighText } from '@lastmile/federation/document/weigh-document';
import { isInherited } from '@lastmile/federation/ground/own-property';
import { RecentlyUsed } from '@lastmile/federation/ground/recently-used';
import type { Permission } from '@lastmile/kernel/permission';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { PermissionCollector } from '../access/required-permissions.ts';
import type { DomainSchema } from '../build-schema.ts';
import { liveExtensions } from '../graphql/live.ts';
import { mapStream } from '../graphql/map-stream.ts';
import { compileDefaults, type FillDefaults } from './fill-defaults.ts';
import { liftLiterals } from './lift-literals.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** An operation for one outcome of its `@include`s and `@skip`s: everything that can be known before it runs. */
export interface PreparedOperation {
  readonly kind: OperationDefinitionNode['operation'];
  /** What the actor must hold somewhere for any of it to be worth running. */
  readonly permissions: readonly Permission[];
  run(context: unknown, variables: Variables): Promise<ExecutionResult> | ExecutionResult;
  subscribe(
    context: unknown,
    variables: Variables,
  ): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
}

export class InvalidOperation extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.errors = errors;
  }
}

export interface PreparableRequest {
  readonly document: string;
  /** Any text that is the same for the same document; saves hashing. */
  readonly documentHash?: string;
  readonly operationName?: string | undefined;
  readonly variables?: Variables | null | undefined;
}

/** Long literals are kept with what was prepared: so many bytes of text together. */
const textBytesMax = 32_000_000;

/** Prepared operations by the hash of their text, the least recently used ones forgotten. */
export class PreparedOperations {
  readonly #domain: DomainSchema;
  readonly #known: RecentlyUsed<string, OperationOutcomes>;

  constructor(domain: DomainSchema, sizeMax = 1_000) {
    this.#domain = domain;
    this.#known = new RecentlyUsed(sizeMax, textBytesMax);
  }

  /** The operation to run, and its variables with defaults filled in. Throws InvalidOperation. */
  for(request: PreparableRequest): { operation: PreparedOperation; variables: Variables } {
    const { document, documentHash: hash = hashOf(document), operationName = '' } = request;
    const key = `${hash}\n${operationName}`;
    let outcomes = this.#known.get(key);
    if (!outcomes) {
      outcomes = new OperationOutcomes(this.#domain, document, request.operationName);
      this.#known.set(key, outcomes, weighText(document));
    }
    const variables = outcomes.fill(request.variables ?? {});
    return { operation: outcomes.for(variables), variables };
  }
}

function hashOf(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

/** One document and operation name; compiled once per outcome of its conditions. */
class OperationOutcomes {
  readonly fill: FillDefaults;
  readonly #domain: DomainSchema;
  readonly #document: DocumentNode;
  readonly #operationName: string | undefined;
  readonly #conditions: readonly string[];
  /** graphql-jit builds plain objects by name: an alias such as `__proto__` is left to graphql-js. */
  readonly #isCompilable: boolean;
  readonly #prepared = new RecentlyUsed<string, PreparedOperation>(32);

  constructor(domain: DomainSchema, text: string, operationName: string | undefined) {
    this.#domain = domain;
    this.#operationName = operationName;
    const document = parsed(text);
    const faults = validate(domain.schema, document);
    if (faults.length > 0) throw new InvalidOperation(faults);
    const lifted = liftLiterals(domain.schema, document);
    this.#document = lifted.document;
    const operation = operationIn(this.#document, operationName);
    this.#conditions = conditionVariables(operation, new Map(Object.entries(fragmentsOf(this.#document))));
    this.#isCompilable = !(text.match(/[A-Za-z_]+/g) ?? []).some(isInherited);
    const fill = compileDefaults(domain.schema, operation);
    this.fill = (variables) => fill({ ...variables, ...lifted.literals });
  }

  for(variables: Variables): PreparedOperation {
    let outcome = '';
    for (const name of this.#conditions) outcome += variables[name] === true ? '1' : '0';
    let prepared = this.#prepared.get(outcome);
    if (!prepared) {
      // graphql-jit 0.8 mixes conditions up where selections of one key are merged, so it gets documents without any.
      const decided = decideDocument(this.#document, (name) => variables[name] === true);
      prepared = this.#prepare(decided);
      this.#prepared.set(outcome, prepared);
    }
    return prepared;
  }

  #prepare(document: DocumentNode): PreparedOperation {
    const { schema, rules } = this.#domain;
    const operationName = this.#operationName;
    const operation = operationIn(document, operationName);
    const root = schema.getRootType(operation.operation);
    if (!root) throw new InvalidOperation([new GraphQLError(`There is no ${operation.operation} here`)]);
    const collector = new PermissionCollector(schema, rules, fragmentsOf(document));
    const onGraphqlJs = { schema, document, operationName };
    return {
      kind: operation.operation,
      permissions: collector.everything(root, operation.selectionSet),
      run:
        (this.#isCompilable ? this.#compile(document) : undefined) ??
        ((contextValue, variableValues) => execute({ ...onGraphqlJs, contextValue, variableValues })),
      subscribe: async (contextFor: () => unknown, variableValues: Variables) => {
        const stream = await createSourceEventStream({
          ...onGraphqlJs,
          contextValue: contextFor(),
          variableValues,
        });
        if (!(Symbol.asyncIterator in stream)) return stream;
        return mapStream(stream as AsyncGenerator<unknown, void, void>, async (rootValue) => {
          const result = await execute({
            ...{ ...onGraphqlJs, rootValue, variableValues },
            contextValue: contextFor(),
          });
          const extensions = liveExtensions(rootValue);
          return extensions ? { ...result, extensions } : result;
        });
      },
    };
  }

  #compile(document: DocumentNode): PreparedOperation['run'] | undefined {
    const compiled = compileQuery(this.#domain.schema, document, this.#operationName ?? '', {
      disablingCapturingStackErrors: true,
    });
    if (!isCompiledQuery(compiled)) return undefined;
    const { schema } = this.#domain;
    const definitions = operationIn(document, this.#operationName).variableDefinitions ?? [];
    return (context, variables) => {
      const result = compiled.query(undefined, context, variables) as
        | ExecutionResult
        | Promise<ExecutionResult>;
      if ('then' in result || result.data !== undefined) return result;
      // graphql-jit says only which type a variable should have; graphql-js lets the scalar say what to write.
      const { errors } = getVariableValues(schema, definitions, variables);
      return errors ? { errors } : result;
    };
  }
}

function operationIn(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  throw new InvalidOperation([new GraphQLError('Name the operation to run with operationName')]);
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    if (error instanceof GraphQLError) throw new InvalidOperation([error]);
    throw error;
  }
}
