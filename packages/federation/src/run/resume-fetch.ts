import { createHash } from 'node:crypto';
import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
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
import type { PreparedFetch, PreparedOperation } from '../plan/prepared-operation.ts';

/** The upstream of a subscription, so written that it can be taken up again where it broke off. */
export interface ResumableFetch {
  readonly fetch: PreparedFetch;
  /** The variable of `fetch` that takes the cursor; undefined where the field has no such argument. */
  readonly cursorVariable: string | undefined;
  /** The client's variable that stands for the cursor and for nothing else; it does not keep subscriptions apart. */
  readonly clientVariable: string | undefined;
  /** The cursor that the client itself gave. */
  cursorIn(values: Variables): string | undefined;
}

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
    cursorIn: () => undefined,
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
    cursorIn: (values) => readCursor(given, values),
  };
}

function readCursor(given: ValueNode | undefined, values: Variables): string | undefined {
  const cursor = given && valueFromASTUntyped(given, values);
  if (typeof cursor === 'number') return String(cursor);
  return typeof cursor === 'string' ? cursor : undefined;
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
