import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** How large an operation is with its fragments written out wherever they are spread. */
export interface Measure {
  /** Levels of fields; a field without a selection counts too. */
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
}

interface Part {
  depth: number;
  fields: number;
  aliases: number;
  directives: number;
  /** Fields on the first level. */
  first: number;
}

const directivesOf = (node: { readonly directives?: readonly DirectiveNode[] | undefined }) =>
  node.directives?.length ?? 0;

/**
 * The greatest of each measure over the operations of a document, which need not be valid. Each fragment is looked at
 * once, so that fragments which spread each other many times cost nothing; their counts may reach Infinity.
 */
export function measureDocument(document: DocumentNode): Measure {
  const measuring = new Measuring(document);
  const measure = { depth: 0, fields: 0, aliases: 0, directives: 0, rootFields: 0 };
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const part = measuring.selectionSet(node.selectionSet);
    const declared = (node.variableDefinitions ?? []).reduce((sum, one) => sum + directivesOf(one), 0);
    measure.depth = Math.max(measure.depth, part.depth);
    measure.fields = Math.max(measure.fields, part.fields);
    measure.aliases = Math.max(measure.aliases, part.aliases);
    measure.directives = Math.max(measure.directives, part.directives + directivesOf(node) + declared);
    measure.rootFields = Math.max(measure.rootFields, part.first);
  }
  return measure;
}

class Measuring {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, Part>();

  constructor(document: DocumentNode) {
    this.#fragments = new Map(
      document.definitions
        .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
        .map((node) => [node.name.value, node]),
    );
  }

  selectionSet({ selections }: SelectionSetNode): Part {
    const sum: Part = { depth: 0, fields: 0, aliases: 0, directives: 0, first: 0 };
    for (const node of selections) {
      sum.directives += directivesOf(node);
      if (node.kind === Kind.FIELD) {
        const below = node.selectionSet ? this.selectionSet(node.selectionSet) : nothing;
        add(sum, { ...below, depth: below.depth + 1, fields: below.fields + 1, first: 1 });
        if (node.alias) sum.aliases += 1;
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        add(sum, this.selectionSet(node.selectionSet));
      } else {
        add(sum, this.#fragment(node.name.value));
      }
    }
    return sum;
  }

  #fragment(name: string): Part {
    const known = this.#known.get(name);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    if (!fragment) return nothing;
    // A fragment that spreads itself is refused by validation; until then it ends here.
    this.#known.set(name, nothing);
    const part = this.selectionSet(fragment.selectionSet);
    part.directives += directivesOf(fragment);
    this.#known.set(name, part);
    return part;
  }
}

const nothing: Part = { depth: 0, fields: 0, aliases: 0, directives: 0, first: 0 };

function add(sum: Part, part: Part): void {
  sum.depth = Math.max(sum.depth, part.depth);
  sum.fields += part.fields;
  sum.aliases += part.aliases;
  sum.directives += part.directives;
  sum.first += part.first;
}
