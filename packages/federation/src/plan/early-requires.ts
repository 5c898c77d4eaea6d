import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { Kind, parse } from 'graphql';
import { graphNames, namedType, parseSelection, readJoin } from '../supergraph/join-directives.ts';
import { requiredKeysOf } from './order-parallel.ts';

/**
 * Finds plans that ask a subgraph for a field before it is given what the field requires. The planner makes such plans
 * where an entity's way begins in the subgraph that requires something, and a third one requires what that makes of it.
 */
export class EarlyRequires {
  /** The type of each field. */
  readonly #types = new Map<string, string>();
  /** What a subgraph's field requires. */
  readonly #required = new Map<string, readonly string[]>();

  constructor(supergraph: DocumentNode) {
    const graphs = graphNames(supergraph);
    for (const type of supergraph.definitions) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      for (const field of type.fields ?? []) {
        const coordinate = `${type.name.value}.${field.name.value}`;
        this.#types.set(coordinate, namedType(field.type));
        for (const { graph, requires } of (field.directives ?? []).map(readJoin)) {
          if (!graph || !requires) continue;
          const names = parseSelection(requires).selections.flatMap((one) =>
            one.kind === Kind.FIELD ? [one.name.value] : [],
          );
          this.#required.set(`${graphs.get(graph)} ${coordinate}`, names);
        }
      }
    }
  }

  isIn({ node }: QueryPlan): boolean {
    if (this.#required.size === 0 || !node) return false;
    if (node.kind !== 'Subscription') return this.#isInNode(node);
    return this.#isInFetch(node.primary) || (node.rest !== undefined && this.#isInNode(node.rest));
  }

  #isInNode(node: PlanNode): boolean {
    switch (node.kind) {
      case 'Fetch':
        return this.#isInFetch(node);
      case 'Flatten':
        return this.#isInNode(node.node);
      case 'Condition':
        return [node.ifClause, node.elseClause].some((one) => one !== undefined && this.#isInNode(one));
      case 'Sequence':
      case 'Parallel':
        return node.nodes.some((one) => this.#isInNode(one));
      case 'Defer':
        return false;
    }
  }

  #isInFetch(fetch: FetchNode): boolean {
    const document = parse(fetch.operation, { noLocation: true });
    const fragments = new Map(
      document.definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
    const roots = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
    const given = requiredKeysOf(fetch.requires);
    const look = (type: string, set: SelectionSetNode, inputs: ReadonlySet<string>): boolean => {
      const found = fieldsOf(type, set, fragments);
      const names = new Set([...inputs, ...found.map(({ field }) => field.name.value)]);
      return found.some(({ field, type: own }) => {
        const needed = this.#required.get(`${fetch.serviceName} ${own}.${field.name.value}`) ?? [];
        if (needed.some((name) => !names.has(name))) return true;
        if (!field.selectionSet) return false;
        const isEntities = field.name.value === '_entities';
        const below = this.#types.get(`${own}.${field.name.value}`) ?? '';
        return look(below, field.selectionSet, isEntities ? given : new Set());
      });
    };
    return document.definitions.some(
      (node) =>
        node.kind === Kind.OPERATION_DEFINITION && look(roots[node.operation], node.selectionSet, new Set()),
    );
  }
}

/** The fields of a selection with the types that they are asked of. */
function fieldsOf(
  type: string,
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): { type: string; field: Extract<SelectionSetNode['selections'][number], { kind: Kind.FIELD }> }[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [{ type, field: node }];
    const part = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    return part ? fieldsOf(part.typeCondition?.name.value ?? type, part.selectionSet, fragments) : [];
  });
}
