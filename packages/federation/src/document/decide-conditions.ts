import type { DirectiveNode, DocumentNode, FieldNode, SelectionNode } from 'graphql';
import { Kind, visit } from 'graphql';

export const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The value of a variable, or undefined to leave conditions on it as they are. */
export type KnownVariable = (name: string) => boolean | undefined;

/** The selection without conditions that hold; nothing at all when one does not. */
export function decideSelection(selection: SelectionNode, known: KnownVariable): SelectionNode[] {
  const directives: DirectiveNode[] = [];
  for (const directive of selection.directives ?? []) {
    const outcome = readOutcome(directive, known);
    if (outcome === false) return [];
    if (outcome === undefined) directives.push(directive);
  }
  return [{ ...selection, directives }];
}

/**
 * The document for one outcome of its conditions. graphql-jit 0.8 mixes conditions up where selections of
 * one key are merged, so it gets documents without any. What is empty then asks for `__typename`.
 */
export function decideDocument(document: DocumentNode, known: KnownVariable): DocumentNode {
  return visit(document, {
    SelectionSet: (set) => {
      const selections = set.selections.flatMap((selection) => decideSelection(selection, known));
      return { ...set, selections: selections.length > 0 ? selections : [typenameField] };
    },
  });
}

/** Whether a `@skip` or `@include` lets its selection in; undefined when that is not known, or for other directives. */
function readOutcome(directive: DirectiveNode, known: KnownVariable): boolean | undefined {
  const name = directive.name.value;
  if (name !== 'skip' && name !== 'include') return undefined;
  const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
  const given =
    value?.kind === Kind.VARIABLE
      ? known(value.name.value)
      : value?.kind === Kind.BOOLEAN
        ? value.value
        : undefined;
  return given === undefined ? undefined : given === (name === 'include');
}
