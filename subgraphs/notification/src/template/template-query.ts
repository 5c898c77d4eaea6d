import { badInput } from '@lastmile/kernel/refusal';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  type TypeNode,
  visit,
} from 'graphql';
import type { OfferedVariable } from '../occasion/facts.ts';

export const querySizeMax = 8 * 1024;
const tokensMax = 1_500;

/** Under which alias the letter's address and language come with every template's query. */
export const recipientKey = 'recipient';
const recipientField = (
  parse(`{ ${recipientKey}: me { id email displayName locale } }`).definitions[0] as OperationDefinitionNode
).selectionSet.selections[0] as FieldNode;

export interface TemplateQuery {
  /** With the recipient's field added; what is validated and run. */
  readonly document: string;
  /** Names of the variables it declares. */
  readonly variables: readonly string[];
  /** Its fields at the root, by alias. */
  readonly fields: readonly string[];
}

/**
 * Reads a template's query, null being one that asks for nothing but the recipient. Variables are filled by name from
 * the event. Throws BAD_INPUT: syntax, more than one operation, no query, a variable that the event does not offer.
 */
export function readTemplateQuery(source: string | null, offered: readonly OfferedVariable[]): TemplateQuery {
  const document = readDocument(source ?? `query Recipient { ${recipientKey}: me { id } }`);
  const operation = onlyQuery(document);
  refuseIntrospection(document);
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    checkVariable(variable.name.value, type, offered);
  }
  const fields = source === null ? [] : rootFields(document, operation.selectionSet);
  if (fields.includes(recipientKey)) {
    throw badInput('query', `"${recipientKey}" is added to every query; give your field another alias`);
  }
  return {
    document: print(addressed(document, operation, source !== null)),
    variables: (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value),
    fields,
  };
}

function readDocument(source: string): DocumentNode {
  if (source.length > querySizeMax) throw badInput('query', `at most ${querySizeMax} characters`);
  try {
    return parse(source, { noLocation: true, maxTokens: tokensMax });
  } catch (fault) {
    throw badInput('query', fault instanceof Error ? fault.message : String(fault));
  }
}

function onlyQuery({ definitions }: DocumentNode): OperationDefinitionNode {
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations as OperationDefinitionNode[];
  if (operations.length !== 1 || operation?.operation !== 'query') {
    throw badInput('query', 'one query, with fragments if need be; no mutation, no subscription');
  }
  return operation;
}

function refuseIntrospection(document: DocumentNode): void {
  visit(document, {
    Field: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type')
        throw badInput('query', `${name.value} is not for letters`);
    },
  });
}

function checkVariable(name: string, type: TypeNode, offered: readonly OfferedVariable[]): void {
  const found = offered.find((one) => one.name === name);
  if (!found) {
    const there = offered.map((one) => `$${one.name}: ${one.type}${one.always ? '!' : ''}`).join(', ');
    throw badInput('query', `$${name} is not said by the event; there are ${there}`);
  }
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (inner.kind !== Kind.NAMED_TYPE || inner.name.value !== found.type) {
    throw badInput('query', `$${name} is ${found.type}${found.always ? '!' : ''}, not ${print(type)}`);
  }
  if (type.kind === Kind.NON_NULL_TYPE && !found.always) {
    throw badInput('query', `$${name} is not in every event: declare it as ${found.type}, without "!"`);
  }
}

function rootFields(document: DocumentNode, selectionSet: SelectionSetNode): string[] {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const seen = new Set<string>();
  const collect = (set: SelectionSetNode): string[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [(selection.alias ?? selection.name).value];
      if (selection.kind === Kind.INLINE_FRAGMENT) return collect(selection.selectionSet);
      const fragment = fragments.get(selection.name.value);
      if (!fragment || seen.has(selection.name.value)) return [];
      seen.add(selection.name.value);
      return collect(fragment.selectionSet);
    });
  return [...new Set(collect(selectionSet))];
}

function addressed(document: DocumentNode, operation: OperationDefinitionNode, keep: boolean): DocumentNode {
  const selections = [...(keep ? operation.selectionSet.selections : []), recipientField];
  const withRecipient: OperationDefinitionNode = {
    ...operation,
    selectionSet: { ...operation.selectionSet, selections },
  };
  return {
    ...document,
    definitions: document.definitions.map((one) => (one === operation ? withRecipient : one)),
  };
}
