import type { FetchDataRewrite, FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { FieldNode, SelectionNode, SelectionSetNode } from 'graphql';
import { Kind, parse, print, visit } from 'graphql';
import type { RequiredVariants } from '../supergraph/required-variants.ts';

/**
 * A fetch of entities whose fields require the same field with different arguments, as one fetch for each: an entity's
 * representation has room for one of them.
 */
export function splitFetch(node: FetchNode, variants: RequiredVariants): FetchNode[] {
  if (variants.isEmpty || !node.requires) return [node];
  const document = parse(node.operation, { noLocation: true });
  const groups = new Set<string>();
  forEachField(document, (type, field) =>
    groups.add(variants.neededBy(node.serviceName, type, field.name.value)),
  );
  if (groups.size === 1 && groups.has('')) return [node];
  return [...groups].map((group) => {
    const isOfGroup = (type: string, field: FieldNode) =>
      variants.neededBy(node.serviceName, type, field.name.value) === group;
    const used = new Set(group.split(' ').filter(Boolean));
    const rewrites: FetchDataRewrite[] = [];
    const requires = (node.requires ?? [])
      .map((one) => pick(one, used, variants, [], rewrites))
      .filter(isThere);
    const { written, variableNames } = withoutUnused(keepFields(document, isOfGroup));
    return {
      ...node,
      operation: print(written),
      variableUsages: (node.variableUsages ?? []).filter((name) => variableNames.has(name)),
      operationDocumentNode: undefined,
      requires,
      inputRewrites: [...(node.inputRewrites ?? []), ...rewrites],
    };
  });
}

const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined;

/** The inputs of a group: its own variants under their real names, and none of the others'. */
function pick(
  node: QueryPlanSelectionNode,
  used: ReadonlySet<string>,
  variants: RequiredVariants,
  path: readonly string[],
  rewrites: FetchDataRewrite[],
): QueryPlanSelectionNode | undefined {
  if (node.kind === 'InlineFragment') {
    const at = node.typeCondition ? [...path, `... on ${node.typeCondition}`] : path;
    return { ...node, selections: pickAll(node.selections, used, variants, at, rewrites) };
  }
  const real = variants.fieldOf(node.name)?.name.value;
  if (real === undefined) {
    if (!node.selections) return node;
    return { ...node, selections: pickAll(node.selections, used, variants, [...path, node.name], rewrites) };
  }
  if (!used.has(node.name)) return undefined;
  rewrites.push({ kind: 'KeyRenamer', path: [...path, node.name], renameKeyTo: real });
  return node;
}

function pickAll(
  nodes: readonly QueryPlanSelectionNode[],
  used: ReadonlySet<string>,
  variants: RequiredVariants,
  path: readonly string[],
  rewrites: FetchDataRewrite[],
): QueryPlanSelectionNode[] {
  const picked = nodes.map((node) => pick(node, used, variants, path, rewrites)).filter(isThere);
  const renamed = new Set(
    picked.flatMap((node) => (node.kind === 'Field' ? (variants.fieldOf(node.name)?.name.value ?? []) : [])),
  );
  // What stands under a real name is another variant.
  return picked.filter((node) => node.kind !== 'Field' || !renamed.has(node.name));
}

type Document = ReturnType<typeof parse>;

/** A subgraph refuses a document that declares variables which it does not use. */
function withoutUnused(document: Document): { written: Document; variableNames: ReadonlySet<string> } {
  const variableNames = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void variableNames.add(name.value),
  });
  const written = visit(document, {
    VariableDefinition: ({ variable }) => (variableNames.has(variable.name.value) ? undefined : null),
  });
  return { written, variableNames };
}

function forEachField(document: Document, meet: (type: string, field: FieldNode) => void): void {
  keepFields(document, (type, field) => {
    meet(type, field);
    return true;
  });
}

/** Leaves the fields of the entities themselves, those of `_entities { ... on Type { … } }`, that are to stay. */
function keepFields(document: Document, keeps: (type: string, field: FieldNode) => boolean): Document {
  const kept = (type: string, set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((node): readonly SelectionNode[] => {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const selectionSet = kept(node.typeCondition?.name.value ?? type, node.selectionSet);
        return selectionSet.selections.length > 0 ? [{ ...node, selectionSet }] : [];
      }
      if (node.kind === Kind.FIELD && node.name.value !== '__typename')
        return keeps(type, node) ? [node] : [];
      return [node];
    }),
  });
  return visit(document, {
    Field: (node) =>
      node.name.value === '_entities' && node.selectionSet
        ? { ...node, selectionSet: kept('', node.selectionSet) }
        : undefined,
  });
}
