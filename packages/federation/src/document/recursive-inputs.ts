import type { GraphQLInputObjectType, GraphQLSchema, OperationDefinitionNode, TypeNode } from 'graphql';
import { getNamedType, isInputObjectType, Kind } from 'graphql';

/** Whether a variable of the operation may hold inputs that hold others of their own type, as filters do. */
export function hasRecursiveVariable(schema: GraphQLSchema, operation: OperationDefinitionNode): boolean {
  return (operation.variableDefinitions ?? []).some(({ type }) => {
    const input = schema.getType(nameOf(type));
    return isInputObjectType(input) && reachesItself(input, new Set(), new Set());
  });
}

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);

function reachesItself(
  type: GraphQLInputObjectType,
  above: Set<GraphQLInputObjectType>,
  done: Set<GraphQLInputObjectType>,
): boolean {
  if (above.has(type)) return true;
  if (done.has(type)) return false;
  above.add(type);
  const isRecursive = Object.values(type.getFields()).some((field) => {
    const below = getNamedType(field.type);
    return isInputObjectType(below) && reachesItself(below, above, done);
  });
  above.delete(type);
  done.add(type);
  return isRecursive;
}
