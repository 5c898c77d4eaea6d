import type {
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { isAbstractType, isCompositeType, Kind } from 'graphql';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Whether a variable of `@skip` or `@include` is true in this run. */
export type ReadCondition = (variable: string) => boolean;

export interface Scope {
  schema: GraphQLSchema;
  fragments: Fragments;
  condition: ReadCondition;
  /** The key under which a field stands in the merged tree. */
  keyOf: (field: FieldNode) => string;
}

/** The fields that objects of `type` have in the answer, in the client's order, by response key. */
export function collectFields(
  scope: Scope,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const set of selectionSets) collectInto(scope, type, set, fields, visited);
  return fields;
}

function collectInto(
  scope: Scope,
  type: GraphQLCompositeType,
  set: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(selection, scope.condition)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = fields.get(key);
      if (nodes) nodes.push(selection);
      else fields.set(key, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (!applies(scope.schema, type, selection.typeCondition?.name.value)) continue;
      collectInto(scope, type, selection.selectionSet, fields, visited);
    } else {
      const fragment = scope.fragments.get(selection.name.value);
      if (!fragment || visited.has(selection.name.value)) continue;
      visited.add(selection.name.value);
      if (!applies(scope.schema, type, fragment.typeCondition.name.value)) continue;
      collectInto(scope, type, fragment.selectionSet, fields, visited);
    }
  }
}

function applies(schema: GraphQLSchema, type: GraphQLCompositeType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  if (!isCompositeType(wanted) || !isAbstractType(wanted)) return false;
  return !('getTypes' in type) && schema.isSubType(wanted, type);
}

function isIncluded(selection: SelectionNode, condition: ReadCondition): boolean {
  for (const directive of selection.directives ?? []) {
    const name = directive.name.value;
    if (name === 'skip' && readIf(directive, condition)) return false;
    if (name === 'include' && !readIf(directive, condition)) return false;
  }
  return true;
}

function readIf(directive: DirectiveNode, condition: ReadCondition): boolean {
  const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
  if (value?.kind === Kind.VARIABLE) return condition(value.name.value);
  return value?.kind === Kind.BOOLEAN && value.value;
}

/** Variables that stand in `@skip` or `@include` of an operation or of the fragments that it uses. */
export function conditionVariables(operation: OperationDefinitionNode, fragments: Fragments): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const read = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      for (const directive of selection.directives ?? []) {
        if (directive.name.value !== 'skip' && directive.name.value !== 'include') continue;
        const value = directive.arguments?.[0]?.value;
        if (value?.kind === Kind.VARIABLE) found.add(value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet) read(selection.selectionSet);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      if (!fragment || seen.has(selection.name.value)) continue;
      seen.add(selection.name.value);
      read(fragment.selectionSet);
    }
  };
  read(operation.selectionSet);
  return [...found];
}
