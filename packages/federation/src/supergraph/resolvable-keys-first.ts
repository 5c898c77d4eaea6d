import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { Kind, parse, visit } from 'graphql';

/**
 * A supergraph whose types name, for each subgraph, the keys by which it resolves entities before those by which it does
 * not. The order means nothing; the planner takes the first key when it comes back to a subgraph for what `@requires`
 * something, whether it can be resolved or not.
 */
export function resolvableKeysFirst(supergraphSdl: string): DocumentNode {
  const reorder = <Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
    node: Node,
  ) => {
    const { directives = [] } = node;
    if (!directives.some(isUnresolvable)) return undefined;
    const keys = directives.filter(({ name }) => name.value === 'join__type');
    const sorted = keys.toSorted((one, other) => Number(isUnresolvable(one)) - Number(isUnresolvable(other)));
    return { ...node, directives: [...sorted, ...directives.filter((one) => !keys.includes(one))] };
  };
  return visit(parse(supergraphSdl), { ObjectTypeDefinition: reorder, InterfaceTypeDefinition: reorder });
}

function isUnresolvable({ name, arguments: given }: ConstDirectiveNode): boolean {
  return (
    name.value === 'join__type' &&
    (given ?? []).some(
      (argument) =>
        argument.name.value === 'resolvable' && argument.value.kind === Kind.BOOLEAN && !argument.value.value,
    )
  );
}
