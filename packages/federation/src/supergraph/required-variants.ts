import type {
  DocumentNode,
  FieldDefinitionNode,
  FieldNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { Kind, parse, print, visit } from 'graphql';
import { graphNames, namedType, parseSelection, readJoin } from './join-directives.ts';

type TypeDefinition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Fields that `@requires` asks for with different arguments, `price(currency: "USD")` here and
 * `price(currency: "EUR")` or a bare `price` there. The planner fetches only one of them; so all but the first are fields of their own in
 * the supergraph that it plans on, and are written out again in what subgraphs are sent.
 */
export class RequiredVariants {
  /** What each made-up field stands for. */
  readonly #fields = new Map<string, FieldNode>();
  readonly #needed = new Map<string, ReadonlySet<string>>();

  get isEmpty(): boolean {
    return this.#fields.size === 0;
  }

  add(name: string, field: FieldNode): void {
    this.#fields.set(name, field);
  }

  need(graph: string, type: string, field: string, names: ReadonlySet<string>): void {
    this.#needed.set(`${graph} ${type}.${field}`, names);
  }

  /** The real field of a made-up one. */
  fieldOf(name: string): FieldNode | undefined {
    return this.#fields.get(name);
  }

  /** The made-up fields that a subgraph's field requires, in a text that is equal for equal ones. */
  neededBy(graph: string, type: string, field: string): string {
    return [...(this.#needed.get(`${graph} ${type}.${field}`) ?? [])].sort().join(' ');
  }

  /** A document as a subgraph understands it. */
  writeOut(document: string): string {
    if (this.isEmpty) return document;
    let isChanged = false;
    const written = visit(parse(document, { noLocation: true }), {
      Field: (node) => {
        const real = this.#fields.get(node.name.value);
        if (!real) return undefined;
        isChanged = true;
        return { ...node, alias: node.alias ?? node.name, name: real.name, arguments: real.arguments };
      },
    });
    return isChanged ? print(written) : document;
  }
}

/** Gives variants of required fields names of their own. The document is the same one where there are none. */
export function separateVariants(supergraph: DocumentNode): {
  document: DocumentNode;
  variants: RequiredVariants;
} {
  const types = new Map(supergraph.definitions.filter(hasFields).map((type) => [type.name.value, type]));
  const naming = new Naming(types);
  for (const type of types.values()) {
    for (const field of type.fields ?? []) {
      for (const { requires } of joinsOf(field)) {
        if (requires) naming.read(type.name.value, parseSelection(requires));
      }
    }
  }
  if (naming.variants.isEmpty) return { document: supergraph, variants: naming.variants };
  const graphs = graphNames(supergraph);
  const document = visit(supergraph, {
    ObjectTypeDefinition: (type) => naming.rewrite(type, graphs),
    InterfaceTypeDefinition: (type) => naming.rewrite(type, graphs),
  });
  return { document, variants: naming.variants };
}

class Naming {
  readonly variants = new RequiredVariants();
  readonly #types: ReadonlyMap<string, TypeDefinition>;
  /** The name of each variant, by the field's coordinate and its arguments. */
  readonly #names = new Map<string, Map<string, string>>();

  constructor(types: ReadonlyMap<string, TypeDefinition>) {
    this.#types = types;
  }

  /** Meets the fields of one `requires`; gives it with the names that they have, and says which are made up. */
  read(typeName: string, set: SelectionSetNode, used = new Set<string>()): SelectionSetNode {
    const selections = set.selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value ?? typeName;
        return { ...node, selectionSet: this.read(condition, node.selectionSet, used) };
      }
      if (node.kind !== Kind.FIELD) return node;
      const definition = this.#types
        .get(typeName)
        ?.fields?.find(({ name }) => name.value === node.name.value);
      const below = definition && node.selectionSet;
      const selectionSet = below && this.read(namedType(definition.type), below, used);
      const name = definition?.arguments?.length ? this.#nameOf(typeName, node) : node.name.value;
      if (name === node.name.value) return { ...node, ...(selectionSet && { selectionSet }) };
      used.add(name);
      return {
        ...node,
        name: { ...node.name, value: name },
        arguments: [],
        ...(selectionSet && { selectionSet }),
      };
    });
    return { ...set, selections };
  }

  rewrite<Type extends TypeDefinition>(type: Type, graphs: ReadonlyMap<string, string>): Type {
    const fields = (type.fields ?? []).flatMap((field) => {
      const changed = this.#withNames(type.name.value, field, graphs);
      const names = this.#names.get(`${type.name.value}.${field.name.value}`)?.values() ?? [];
      const made = [...names].slice(1).map((name) => madeUp(changed, name));
      return [changed, ...made];
    });
    return { ...type, fields };
  }

  #nameOf(type: string, node: FieldNode): string {
    const coordinate = `${type}.${node.name.value}`;
    const names = this.#names.get(coordinate) ?? new Map<string, string>();
    this.#names.set(coordinate, names);
    const given = (node.arguments ?? [])
      .map((argument) => print(argument))
      .sort()
      .join(', ');
    const known = names.get(given);
    if (known !== undefined) return known;
    const name = names.size === 0 ? node.name.value : `_v${names.size}_${type}_${node.name.value}`;
    names.set(given, name);
    if (name !== node.name.value) this.variants.add(name, node);
    return name;
  }

  #withNames(
    type: string,
    field: FieldDefinitionNode,
    graphs: ReadonlyMap<string, string>,
  ): FieldDefinitionNode {
    const directives = (field.directives ?? []).map((directive) => {
      const { requires, graph } = readJoin(directive);
      if (!requires) return directive;
      const used = new Set<string>();
      const text = print(this.read(type, parseSelection(requires), used)).slice(1, -1);
      this.variants.need(graphs.get(graph ?? '') ?? '', type, field.name.value, used);
      return {
        ...directive,
        arguments: (directive.arguments ?? []).map((argument) =>
          argument.name.value === 'requires'
            ? { ...argument, value: { kind: Kind.STRING, value: text.replace(/\s+/g, ' ').trim() } as const }
            : argument,
        ),
      };
    });
    return { ...field, directives };
  }
}

/** The field under another name, without arguments, which are fixed. */
function madeUp(field: FieldDefinitionNode, name: string): FieldDefinitionNode {
  return { ...field, name: { kind: Kind.NAME, value: name }, arguments: [], description: undefined };
}

const hasFields = (node: DocumentNode['definitions'][number]): node is TypeDefinition =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

const joinsOf = (field: FieldDefinitionNode) => (field.directives ?? []).map(readJoin);
