import type { Schema } from '@apollo/federation-internals';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';
import { isInterfaceType, isObjectType, parse, print, visit } from 'graphql';
import { isInherited } from '../ground/own-property.ts';

/**
 * The planner fetches keys and required fields under their own names, into the same objects that hold
 * the client's fields. A client that writes `id: name`, or `price(currency: "EUR")` where another
 * subgraph requires `price(currency: "USD")`, would take the place of what the plan needs. So such fields
 * are planned under a key of our own, and get the client's key back when the answer is shaped.
 */
export class PlannedKeys {
  readonly #reserved: ReservedKeys;
  readonly #prefix: string;

  constructor(reserved: ReservedKeys, document: DocumentNode) {
    this.#reserved = reserved;
    const text = print(document);
    let prefix = '_a_';
    while (text.includes(prefix)) prefix = `_${prefix}`;
    this.#prefix = prefix;
  }

  /** The key that a field has in the plan's answers. */
  keyOf(field: FieldNode): string {
    const name = field.name.value;
    const key = field.alias?.value ?? name;
    const isTaken = key === name ? this.#reserved.isConflicting(field) : this.#reserved.isTaken(key);
    return isTaken ? `${this.#prefix}${key}` : key;
  }

  /** The client's key for a key of the plan. */
  clientKey(key: string): string {
    return key.startsWith(this.#prefix) ? key.slice(this.#prefix.length) : key;
  }
}

interface JoinField {
  readonly requires?: string;
  readonly contextArguments?: readonly { readonly selection: string }[];
}

/** Names that plans use for themselves in a supergraph. */
export class ReservedKeys {
  readonly #fields = new Set<string>(['__typename']);
  readonly #withArguments = new Set<string>();
  readonly #requiredWithArguments = new Set<string>();

  constructor(supergraph: Schema, schema: GraphQLSchema) {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const { name, args } of Object.values(type.getFields())) {
        this.#fields.add(name);
        if (args.length > 0) this.#withArguments.add(name);
      }
    }
    for (const application of supergraph.directive('join__field')?.applications() ?? []) {
      const { requires, contextArguments = [] } = application.arguments() as JoinField;
      if (requires) this.#readRequires(`{${requires}}`);
      for (const { selection } of contextArguments)
        this.#readRequires(selection.trim().startsWith('{') ? selection : `{${selection}}`);
    }
  }

  /** An alias that is the name of some field, or one that every JavaScript object has. */
  isTaken(alias: string): boolean {
    return this.#fields.has(alias) || isInherited(alias);
  }

  /** A field with arguments that some `@requires` asks for, with arguments of its own or without. */
  isConflicting(field: FieldNode): boolean {
    return isInherited(field.name.value) || this.#requiredWithArguments.has(field.name.value);
  }

  #readRequires(selection: string): void {
    visit(parse(selection), {
      Field: (field) => {
        if (this.#withArguments.has(field.name.value)) this.#requiredWithArguments.add(field.name.value);
      },
    });
  }
}
