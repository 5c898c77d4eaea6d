import type { DocumentNode, SelectionSetNode } from 'graphql';
import { Kind } from 'graphql';
import { graphNames, parseSelection, readJoin } from './join-directives.ts';

/** What a subgraph knows as one type although it is an interface. */
export interface InterfaceObject {
  /** Names of the fields that are in its keys. */
  readonly keys: ReadonlySet<string>;
  /** Names of what each of its fields requires. */
  readonly required: ReadonlyMap<string, readonly string[]>;
}

/** The interface objects of a supergraph, by the names of their subgraphs and types. */
export class InterfaceObjects {
  readonly #known = new Map<string, InterfaceObject>();

  constructor(supergraph: DocumentNode) {
    const graphs = graphNames(supergraph);
    for (const type of supergraph.definitions) {
      if (type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      const joins = (type.directives ?? []).map(readJoin);
      for (const { graph } of joins.filter(({ isInterfaceObject }) => isInterfaceObject)) {
        const keys = joins.filter((join) => join.graph === graph).flatMap(({ key }) => namesIn(key));
        const required = (type.fields ?? []).map(({ name, directives }) => {
          const own = (directives ?? []).map(readJoin).filter((join) => join.graph === graph);
          return [name.value, own.flatMap(({ requires }) => namesIn(requires))] as const;
        });
        const object = { keys: new Set(keys), required: new Map(required) };
        this.#known.set(`${graphs.get(graph ?? '')} ${type.name.value}`, object);
      }
    }
  }

  of(service: string, type: string): InterfaceObject | undefined {
    return this.#known.get(`${service} ${type}`);
  }
}

const namesIn = (text: string | undefined): string[] =>
  text === undefined ? [] : fieldNames(parseSelection(text));

const fieldNames = ({ selections }: SelectionSetNode): string[] =>
  selections.flatMap((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT) return fieldNames(node.selectionSet);
    return node.kind === Kind.FIELD ? [node.name.value] : [];
  });
