import type { DocumentNode, FieldDefinitionNode, FieldNode, SelectionSetNode } from 'graphql';
import { Kind, parse, print, visit } from 'graphql';
import { graphNames, namedType, parseSelection, readJoin } from './join-directives.ts';
import { type TypeDefinition, TypeFamilies } from './type-families.ts';

/** A field that something requires. */
export interface RequiredInput {
  /** The object types that it is required of. */
  readonly types: ReadonlySet<string>;
  readonly field: string;
  /** What the planner knows it by: the field's name, or a made-up one. */
  readonly name: string;
  readonly below: readonly RequiredInput[];
}

/**
 * Fields that `@requires` asks for with different arguments, `price(currency: "USD")` here and
 * `price(currency: "EUR")` or a bare `price` there. The planner fetches only one of them; so all but the first are fields of their own in
 * the supergraph that it plans on, and are written out again in what subgraphs are sent.
 */
export class RequiredVariants {
  readonly #families: TypeFamilies;
  /** What each made-up field stands for. */
  readonly #fields = new Map<string, FieldNode>();
  readonly #needed = new Map<string, readonly RequiredInput[]>();

  constructor(families: TypeFamilies) {
    this.#families = families;
  }

  get isEmpty(): boolean {
    return this.#fields.size === 0;
  }

  add(name: string, field: FieldNode): void {
    this.#fields.set(name, field);
  }

  /** `set` is what a subgraph's field requires, with made-up names. */
  need(graph: string, type: string, field: string, set: SelectionSetNode): void {
    this.#needed.set(`${graph} ${type}.${field}`, this.#inputsOf(type, set));
  }

  /** The real name of a field. */
  realName(name: string): string {
    return this.#fields.get(name)?.name.value ?? name;
  }

  objectsOf(type: string): ReadonlySet<string> {
    return this.#families.objectsOf(type);
  }

  /** What a subgraph's field requires, of whichever object of the type. */
  neededBy(graph: string, type: string, field: string): readonly RequiredInput[] {
    const types = new Set([type, ...this.objectsOf(type)]);
    const real = this.realName(field);
    return [...types].flatMap((name) => this.#needed.get(`${graph} ${name}.${real}`) ?? []);
  }

  #inputsOf(type: string, set: SelectionSetNode): RequiredInput[] {
    return set.selections.flatMap((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT)
        return this.#inputsOf(node.typeCondition?.name.value ?? type, node.selectionSet);
      if (node.kind !== Kind.FIELD) return [];
      const name = node.name.value;
      const field = this.realName(name);
      const definition = this.#families.fieldOf(type, field);
      const below =
        definition && node.selectionSet ? this.#inputsOf(namedType(definition.type), node.selectionSet) : [];
      return [{ types: this.objectsOf(type), field, name, below }];
    });
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
  const families = new TypeFamilies(supergraph);
  const naming = new Naming(families);
  for (const type of families) {
    for (const field of type.fields ?? []) {
      for (const { requires } of (field.directives ?? []).map(readJoin)) {
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
  readonly variants: RequiredVariants;
  readonly #families: TypeFamilies;
  /** The name of each variant, by the field's name, its family and its arguments. */
  readonly #names = new Map<string, Map<string, Map<string, string>>>();

  constructor(families: TypeFamilies) {
    this.#families = families;
    this.variants = new RequiredVariants(families);
  }

  /** Meets the fields of one `requires`; gives it with the names that they have. */
  read(typeName: string, set: SelectionSetNode): SelectionSetNode {
    const selections = set.selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value ?? typeName;
        return { ...node, selectionSet: this.read(condition, node.selectionSet) };
      }
      if (node.kind !== Kind.FIELD) return node;
      const definition = this.#families.fieldOf(typeName, node.name.value);
      const below = definition && node.selectionSet;
      const selectionSet = below && this.read(namedType(definition.type), below);
      const name = definition?.arguments?.length ? this.#nameOf(typeName, node) : node.name.value;
      if (name === node.name.value) return { ...node, ...(selectionSet && { selectionSet }) };
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
      const made = this.#madeUpFor(type.name.value, field.name.value);
      return [changed, ...made.map((name) => madeUp(changed, name))];
    });
    return { ...type, fields };
  }

  #madeUpFor(type: string, field: string): string[] {
    const families = this.#names.get(field);
    const names = families?.get(this.#families.familyOf(type, field))?.values() ?? [];
    return [...names].slice(1);
  }

  /** One name for all the types of a family: the planner goes from an interface to its types. */
  #nameOf(type: string, node: FieldNode): string {
    const field = node.name.value;
    const family = this.#families.familyOf(type, field);
    const families = this.#names.get(field) ?? new Map<string, Map<string, string>>();
    this.#names.set(field, families);
    const names = families.get(family) ?? new Map<string, string>();
    families.set(family, names);
    const given = (node.arguments ?? [])
      .map((argument) => print(argument))
      .sort()
      .join(', ');
    const known = names.get(given);
    if (known !== undefined) return known;
    const name = names.size === 0 ? field : `_v${names.size}_${family}_${field}`;
    names.set(given, name);
    if (name !== field) this.variants.add(name, node);
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
      const set = this.read(type, parseSelection(requires));
      this.variants.need(graphs.get(graph ?? '') ?? '', type, field.name.value, set);
      const text = print(set).slice(1, -1).replace(/\s+/g, ' ').trim();
      return {
        ...directive,
        arguments: (directive.arguments ?? []).map((argument) =>
          argument.name.value === 'requires'
            ? { ...argument, value: { kind: Kind.STRING, value: text } as const }
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
