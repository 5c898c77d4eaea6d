import type {
  ASTNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { Kind, visit } from 'graphql';

/** A field of the entities themselves, one of those in `_entities { ... on Type { … } }`. */
export interface EntityField {
  /** The types of the fragments around it, the outermost first. */
  readonly types: readonly string[];
  readonly name: string;
}

/** All but `__typename`, as often as they stand there. */
export function entityFields(document: DocumentNode): EntityField[] {
  const found: EntityField[] = [];
  keepEntityFields(document, (field) => {
    found.push(field);
    return true;
  });
  return found;
}

/**
 * A fetch's document with only some of the fields of its entities. Named fragments around these are written out; a
 * subgraph refuses a document that has variables or fragments without use, so those go.
 */
export function keepEntityFields(
  document: DocumentNode,
  keeps: (field: EntityField) => boolean,
): { written: DocumentNode; variableNames: ReadonlySet<string> } {
  const fragments = fragmentsOf(document);
  const kept = (types: readonly string[], set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((node): readonly SelectionNode[] => {
      if (node.kind === Kind.FIELD) {
        const name = node.name.value;
        return name === '__typename' || keeps({ types, name }) ? [node] : [];
      }
      const part = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      if (!part) return [];
      const { typeCondition } = part;
      const within = typeCondition ? [...types, typeCondition.name.value] : types;
      const selectionSet = kept(within, part.selectionSet);
      if (selectionSet.selections.length === 0) return [];
      return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, directives: node.directives, selectionSet }];
    }),
  });
  return withoutUnused(
    visit(document, {
      Field: (node: FieldNode) =>
        node.name.value === '_entities' && node.selectionSet
          ? { ...node, selectionSet: kept([], node.selectionSet) }
          : undefined,
    }),
  );
}

const fragmentsOf = ({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> =>
  new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );

function withoutUnused(document: DocumentNode): {
  written: DocumentNode;
  variableNames: ReadonlySet<string>;
} {
  const fragments = fragmentsOf(document);
  const used = new Set<string>();
  const variableNames = new Set<string>();
  const meet = (root: ASTNode): void => {
    visit(root, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void variableNames.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(name.value)) return;
        used.add(name.value);
        meet(fragment);
      },
    });
  };
  for (const node of document.definitions) if (node.kind === Kind.OPERATION_DEFINITION) meet(node);
  const written = visit(document, {
    FragmentDefinition: ({ name }) => (used.has(name.value) ? undefined : null),
    VariableDefinition: ({ variable }) => (variableNames.has(variable.name.value) ? undefined : null),
  });
  return { written, variableNames };
}
