import { createHash } from 'node:crypto';
import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isScalarType,
  Kind,
  type OperationDefinitionNode,
  parse,
  parseType,
  print,
  type ValueNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type { Variables } from '../document/check-variables.ts';
import { ErrorCode } from '../ground/error-codes.ts';
import { readOwn } from '../ground/own-property.ts';
import type { PreparedFetch, PreparedOperation } from '../plan/prepared-operation.ts';

/** The upstream of a subscription, so written that it can be taken up again where it broke off. */
export interface ResumableFetch {
  readonly fetch: PreparedFetch;
  /** The variable of `fetch` that takes the cursor; undefined where the field has no such argument. */
  readonly cursorVariable: string | undefined;
  /** The client's variable that stands for the cursor and for nothing else; it does not keep subscriptions apart. */
  readonly clientVariable: string | undefined;
  /** The cursor that the client itself gave, or why it is none (`BAD_USER_INPUT`). */
  cursorIn(values: Variables): GivenCursor;
}

export type GivenCursor =
  | { readonly cursor: string | undefined; readonly errors?: undefined }
  | { readonly errors: readonly GraphQLError[] };

const ownVariable = 'resumeAfter__';
const known = new WeakMap<PreparedOperation, ResumableFetch>();

/**
 * A subscription whose field takes a cursor (`argument`, by default `after`, nullable) gets it from a variable of ours,
 * whatever the client wrote there: a literal, a variable or nothing.
 */
export function resumableFetch(
  prepared: PreparedOperation,
  schema: GraphQLSchema,
  argument = 'after',
): ResumableFetch {
  let found = known.get(prepared);
  if (!found) {
    found = build(prepared, schema, argument);
    known.set(prepared, found);
  }
  return found;
}

function build(prepared: PreparedOperation, schema: GraphQLSchema, argument: string): ResumableFetch {
  const primary = prepared.primary;
  if (!primary) throw new TypeError(`A ${prepared.kind} has no upstream to resume.`);
  const plain = {
    fetch: primary,
    cursorVariable: undefined,
    clientVariable: undefined,
    cursorIn: () => ({ cursor: undefined }),
  };
  const document = parse(primary.document, { noLocation: true });
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const field = operation?.selectionSet.selections.find((node) => node.kind === Kind.FIELD);
  const taken =
    field &&
    schema
      .getSubscriptionType()
      ?.getFields()
      [field.name.value]?.args.find(({ name }) => name === argument);
  if (!operation || !field || !taken || !takesCursors(taken.type)) return plain;
  const given = field.arguments?.find(({ name }) => name.value === argument)?.value;
  const isId = String(taken.type) === 'ID';
  const spare = given?.kind === Kind.VARIABLE ? given.name.value : undefined;
  const text = print(rewritten(document, operation, field, { argument, type: String(taken.type), spare }));
  const variableNames = primary.variableNames.filter((name) => name !== spare || uses(document, name) > 1);
  return {
    fetch: {
      ...primary,
      document: text,
      documentHash: createHash('sha256').update(text).digest('hex'),
      variableNames: [...variableNames, ownVariable],
    },
    cursorVariable: ownVariable,
    clientVariable: spare !== undefined && uses(prepared.document, spare) === 1 ? spare : undefined,
    cursorIn: (values) => readCursor(argument, givenValue(given, values, prepared), isId),
  };
}

/** What stands for the cursor: of a variable its value, or else its default. */
function givenValue(
  given: ValueNode | undefined,
  values: Variables,
  { definition }: PreparedOperation,
): unknown {
  if (given?.kind !== Kind.VARIABLE) return given && valueFromASTUntyped(given);
  const name = given.name.value;
  const value = readOwn(values, name);
  if (value !== undefined) return value;
  const own = definition.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return own?.defaultValue && valueFromASTUntyped(own.defaultValue);
}

/** Nothing, or null, is now. Whatever else is no text is refused: to begin now would be a gap that nobody sees. */
function readCursor(argument: string, value: unknown, isId: boolean): GivenCursor {
  if (value === undefined || value === null) return { cursor: undefined };
  if (typeof value === 'string') return { cursor: value };
  if (isId && Number.isInteger(value)) return { cursor: String(value) };
  const message = `${argument}: a cursor is a text: hand back what you were given, or leave it out to begin now.`;
  return { errors: [new GraphQLError(message, { extensions: { code: ErrorCode.variables } })] };
}

const otherScalars: ReadonlySet<string> = new Set(['Int', 'Float', 'Boolean']);

/** A text, an ID or a scalar of the subgraph's own, that may be left out. */
function takesCursors(type: GraphQLInputType): boolean {
  return isScalarType(type) && !otherScalars.has(type.name);
}

function rewritten(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  field: FieldNode,
  how: { argument: string; type: string; spare: string | undefined },
): DocumentNode {
  const name = { kind: Kind.NAME, value: ownVariable } as const;
  const variable = { kind: Kind.VARIABLE, name } as const;
  const cursor: ArgumentNode = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: how.argument },
    value: variable,
  };
  const definitions = (operation.variableDefinitions ?? []).filter(
    ({ variable: { name: own } }) => own.value !== how.spare || uses(document, own.value) > 1,
  );
  const selections = operation.selectionSet.selections.map((node) =>
    node === field
      ? {
          ...field,
          arguments: [...(field.arguments ?? []).filter((one) => one.name.value !== how.argument), cursor],
        }
      : node,
  );
  const changed: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [
      ...definitions,
      { kind: Kind.VARIABLE_DEFINITION, variable, type: parseType(how.type) },
    ],
    selectionSet: { ...operation.selectionSet, selections },
  };
  return {
    ...document,
    definitions: document.definitions.map((node) => (node === operation ? changed : node)),
  };
}

/** How often a variable is used, its definition aside. */
function uses(document: DocumentNode, name: string): number {
  let count = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => {
      if (node.name.value === name) count += 1;
    },
  });
  return count;
}
