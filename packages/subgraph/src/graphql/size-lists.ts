import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';

/** Says of every paged list that `first` is how many it has at most, so that a gateway can tell what it may cost. */
export function sizeLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const isPaged = getNamedType(field.type).name.endsWith('Connection');
      if (!isPaged || !field.args.some(({ name }) => name === 'first')) continue;
      if (!field.astNode) throw new Error(`${type.name}.${field.name} has no definition to write on`);
      field.astNode = { ...field.astNode, directives: [...(field.astNode.directives ?? []), pageSize] };
    }
  }
}

const pageSize = directive(
  '@listSize(slicingArguments: ["first"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)',
);

function directive(text: string): ConstDirectiveNode {
  const [definition] = parse(`scalar S ${text}`, { noLocation: true }).definitions;
  const [node] = definition?.kind === Kind.SCALAR_TYPE_DEFINITION ? (definition.directives ?? []) : [];
  if (!node) throw new Error(`No directive: ${text}`);
  return node;
}
