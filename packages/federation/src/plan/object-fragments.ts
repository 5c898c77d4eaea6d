import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { getNamedType, isAbstractType, isCompositeType, isObjectType, Kind } from 'graphql';
import { typenameField } from '../document/decide-conditions.ts';

/** A document that would have more selections is not written. */
const selectionsMax = 5000;

/**
 * A document with fragments on object types where one abstract type is narrowed to another, `... on Union` within an
 * interface: behind interface objects the planner loses its way there. Undefined when there is nothing to write so.
 */
export function withObjectFragments(document: DocumentNode, schema: GraphQLSchema): DocumentNode | undefined {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const writing = new ObjectFragments(schema, fragments);
  const definitions = document.definitions.flatMap((node) => {
    const root = node.kind === Kind.OPERATION_DEFINITION && schema.getRootType(node.operation);
    return root ? [{ ...node, selectionSet: writing.write(node.selectionSet, root) }] : [];
  });
  return writing.isUseful ? { ...document, definitions } : undefined;
}

class ObjectFragments {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  #written = 0;
  #isNarrowed = false;

  constructor(schema: GraphQLSchema, fragments: readonly FragmentDefinitionNode[]) {
    this.#schema = schema;
    this.#fragments = new Map(fragments.map((node) => [node.name.value, node]));
  }

  get isUseful(): boolean {
    return this.#isNarrowed && this.#written <= selectionsMax;
  }

  /** `objects` are the object types that may come here. */
  write(
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    objects = this.#objectsOf(type),
  ): SelectionSetNode {
    if (this.#written > selectionsMax) return set;
    this.#written += set.selections.length;
    const selections = set.selections.flatMap((node) =>
      node.kind === Kind.FIELD ? [this.#writeField(node, type)] : this.#writeFragment(node, type, objects),
    );
    return { ...set, selections: selections.length > 0 ? selections : [typenameField] };
  }

  #writeField(node: SelectionNode & { kind: Kind.FIELD }, type: GraphQLCompositeType): SelectionNode {
    const field = 'getFields' in type ? type.getFields()[node.name.value] : undefined;
    const below = field && getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(below)) return node;
    return { ...node, selectionSet: this.write(node.selectionSet, below) };
  }

  #writeFragment(
    node: Exclude<SelectionNode, { kind: Kind.FIELD }>,
    type: GraphQLCompositeType,
    objects: ReadonlySet<string>,
  ): SelectionNode[] {
    const part = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value);
    if (!part) return [];
    const wanted = part.typeCondition ? this.#schema.getType(part.typeCondition.name.value) : type;
    if (!isCompositeType(wanted)) return [];
    const under = (narrowed: GraphQLCompositeType, left: ReadonlySet<string>): SelectionNode => ({
      kind: Kind.INLINE_FRAGMENT,
      directives: node.directives,
      ...(narrowed !== type && {
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: narrowed.name } },
      }),
      selectionSet: this.write(part.selectionSet, narrowed, left),
    });
    const left = new Set([...this.#objectsOf(wanted)].filter((name) => objects.has(name)));
    // The fields of an abstract type that an object has are the object's own.
    if (left.size === objects.size) return [under(isObjectType(type) ? type : wanted, left)];
    if (isAbstractType(wanted)) this.#isNarrowed = true;
    return [...left].flatMap((name) => {
      const object = this.#schema.getType(name);
      return isObjectType(object) ? [under(object, new Set([name]))] : [];
    });
  }

  #objectsOf(type: GraphQLCompositeType): ReadonlySet<string> {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    return new Set(types.map(({ name }) => name));
  }
}
