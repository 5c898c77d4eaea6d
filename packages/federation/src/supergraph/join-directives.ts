import type { ConstDirectiveNode, DocumentNode, SelectionSetNode, TypeNode } from 'graphql';
import { Kind, parse } from 'graphql';

/** What a directive of a supergraph says of one subgraph: `@join__type`, `@join__field` and their like. */
export interface Join {
  readonly graph?: string;
  readonly requires?: string;
  readonly key?: string;
  readonly isExternal: boolean;
  readonly isInterfaceObject: boolean;
}

export function readJoin({ arguments: given }: ConstDirectiveNode): Join {
  let isExternal = false;
  let isInterfaceObject = false;
  const texts: { graph?: string; requires?: string; key?: string } = {};
  for (const { name, value } of given ?? []) {
    if (name.value === 'graph' && value.kind === Kind.ENUM) texts.graph = value.value;
    if (name.value === 'external' && value.kind === Kind.BOOLEAN) isExternal = value.value;
    if (name.value === 'isInterfaceObject' && value.kind === Kind.BOOLEAN) isInterfaceObject = value.value;
    if ((name.value === 'requires' || name.value === 'key') && value.kind === Kind.STRING)
      texts[name.value] = value.value;
  }
  return { ...texts, isExternal, isInterfaceObject };
}

/** The fields of a `@requires` or a key. */
export function parseSelection(text: string): SelectionSetNode {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`No selection: ${text}`);
  return definition.selectionSet;
}

export const namedType = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);

/** Names of subgraphs by the values of `join__Graph`. */
export function graphNames(supergraph: DocumentNode): Map<string, string> {
  const graphs = new Map<string, string>();
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue;
    for (const { name, directives } of node.values ?? []) {
      const given = directives?.[0]?.arguments?.find((argument) => argument.name.value === 'name')?.value;
      if (given?.kind === Kind.STRING) graphs.set(name.value, given.value);
    }
  }
  return graphs;
}
