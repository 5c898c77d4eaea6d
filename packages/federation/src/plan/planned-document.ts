import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { decideSelection, typenameField } from '../document/decide-conditions.ts';
import type { PlannedKeys } from '../document/planned-keys.ts';

/**
 * The client's document as the planner gets it. It asks for the same data, written so that the planner
 * does not stumble:
 * - colliding keys are renamed (see planned-keys.ts);
 * - conditions that are written as true or false are decided here;
 * - a field whose selections all have conditions asks for `__typename` too, or it would not be fetched
 *   when none holds, although the answer has an empty object there;
 * - `__typename` has no alias and no condition, and goes where the type is known: shaping names types
 *   by itself, and the planner refuses some operations that repeat it below an interface object;
 * - introspection is left out: shaping answers it, and the planner does not know its newest fields.
 */
export function plannedDocument(
  document: DocumentNode,
  schema: GraphQLSchema,
  keys: Pick<PlannedKeys, 'keyOf'>,
): DocumentNode {
  const types = new TypeInfo(schema);
  const certainty = new Certainty(schema, document);
  return visit(
    document,
    visitWithTypeInfo(types, {
      FragmentDefinition: ({ typeCondition }) =>
        typeCondition.name.value.startsWith('__') ? null : undefined,
      SelectionSet: {
        enter: (set, _key, parent) =>
          rewriteSelections(
            set,
            types.getParentType() ?? undefined,
            (parent as { kind?: string }).kind,
            certainty,
          ),
      },
      Field: (field) => {
        if (isTypename(field)) return typenameField;
        const key = keys.keyOf(field);
        if (key === (field.alias?.value ?? field.name.value)) return undefined;
        return { ...field, alias: { kind: Kind.NAME, value: key } };
      },
    }),
  );
}

/** A planned document some of whose selections were taken out. */
export function tidySelections(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  return plannedDocument(document, schema, { keyOf: (field) => field.alias?.value ?? field.name.value });
}

/** Whether an operation asks for a root field in every run: then a plan of nothing is no plan. */
export function needsFetch({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.selectionSet.selections.some(isPlainField),
  );
}

function rewriteSelections(
  set: SelectionSetNode,
  type: GraphQLCompositeType | undefined,
  parentKind: string | undefined,
  certainty: Certainty,
): SelectionSetNode {
  let selections = set.selections.flatMap((selection) =>
    isIntrospection(selection) ? [] : decideSelection(selection, () => undefined),
  );
  if (isObjectType(type) && selections.some(isPlainField))
    selections = selections.filter((one) => !isTypename(one));
  const isBelowField = parentKind === Kind.FIELD;
  const isAllConditional = selections.length > 0 && !certainty.hasField(selections, type);
  const hasConditions = selections.some((one) => one.directives?.length || one.kind !== Kind.FIELD);
  if (
    selections.length === 0 ||
    (isBelowField && isAllConditional && hasConditions && !selections.some(isTypename))
  ) {
    selections = [...selections, typenameField];
  }
  return { ...set, selections };
}

function isIntrospection(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && /^__(schema|type)$/.test(selection.name.value);
}

function isTypename(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value === '__typename';
}

/** A field that is there in every run and that a subgraph answers. */
function isPlainField(selection: SelectionNode): boolean {
  const isField = selection.kind === Kind.FIELD && !selection.name.value.startsWith('__');
  return isField && !selection.directives?.length;
}

/** Tells what is there in every run, fragments looked into. */
class Certainty {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode) {
    this.#schema = schema;
    for (const node of definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(node.name.value, node);
  }

  hasField(selections: readonly SelectionNode[], type: GraphQLCompositeType | undefined): boolean {
    return selections.some((one) => {
      if (one.kind === Kind.FIELD) return isPlainField(one);
      if (one.directives?.length) return false;
      const part = one.kind === Kind.INLINE_FRAGMENT ? one : this.#fragments.get(one.name.value);
      if (!part || !this.#fits(type, part.typeCondition?.name.value)) return false;
      return this.hasField(part.selectionSet.selections, type);
    });
  }

  /** Whether every object of a type fulfils a condition. */
  #fits(type: GraphQLCompositeType | undefined, condition: string | undefined): boolean {
    if (condition === undefined || condition === type?.name) return true;
    const wanted = this.#schema.getType(condition);
    const isBelow = isObjectType(type) || isInterfaceType(type);
    return isBelow && isAbstractType(wanted) && this.#schema.isSubType(wanted, type);
  }
}
