import type {
  DocumentNode,
  FieldDefinitionNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
} from 'graphql';
import { Kind } from 'graphql';

export type TypeDefinition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** The types of a supergraph that have fields, and how they belong together. */
export class TypeFamilies {
  readonly #types: ReadonlyMap<string, TypeDefinition>;
  /** Types of each interface and of each union. */
  readonly #below = new Map<string, string[]>();

  constructor({ definitions }: DocumentNode) {
    this.#types = new Map(definitions.filter(hasFields).map((type) => [type.name.value, type]));
    for (const { name, interfaces = [] } of this.#types.values())
      for (const above of interfaces) this.#add(above.name.value, name.value);
    for (const node of definitions)
      if (node.kind === Kind.UNION_TYPE_DEFINITION)
        for (const type of node.types ?? []) this.#add(node.name.value, type.name.value);
  }

  #add(above: string, type: string): void {
    this.#below.set(above, [...(this.#below.get(above) ?? []), type]);
  }

  [Symbol.iterator](): Iterator<TypeDefinition> {
    return this.#types.values();
  }

  fieldOf(type: string, field: string): FieldDefinitionNode | undefined {
    return this.#types.get(type)?.fields?.find(({ name }) => name.value === field);
  }

  /** The names of the object types that a type may stand for. */
  objectsOf(type: string): ReadonlySet<string> {
    const below = this.#below.get(type);
    if (!below) return new Set([type]);
    return new Set(below.filter((name) => this.#types.get(name)?.kind === Kind.OBJECT_TYPE_DEFINITION));
  }

  /** The first of the types that have a field from the same interfaces: what the field becomes it becomes in all. */
  familyOf(type: string, field: string): string {
    const family = new Set([type]);
    for (const name of family) {
      const interfaces = this.#types.get(name)?.interfaces?.map((above) => above.name.value) ?? [];
      for (const related of [...interfaces, ...(this.#below.get(name) ?? [])])
        if (this.fieldOf(related, field)) family.add(related);
    }
    return [...family].sort()[0] ?? type;
  }
}

export const hasFields = (node: DocumentNode['definitions'][number]): node is TypeDefinition =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
