import {
  buildASTSchema,
  type DefinitionNode,
  type DirectiveNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  parse,
  printSchema,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

/** Which part of a schema somebody is shown, by `@tag` (https://specs.apollo.dev/tag/v0.3). */
export interface Contract {
  /** With any: fields of objects and interfaces are shown that have one of these, or whose type has. */
  readonly includeTags: readonly string[];
  /** Whatever has one of these is not shown. */
  readonly excludeTags: readonly string[];
}

type Tags = ReadonlyMap<string, ReadonlySet<string>>;
type Fields = FieldDefinitionNode | InputValueDefinitionNode;

/**
 * The part of an API schema that a contract shows, as GraphOS has it
 * (https://www.apollographql.com/docs/graphos/platform/schema-management/delivery/contracts), with types that nothing
 * shown leads to left out. Unions, enums, scalars and inputs need no tag of their own: they come with what leads to
 * them. `supergraphSdl` has the tags. Throws when nothing would be left to ask for.
 */
export function contractSchema(
  supergraphSdl: string,
  apiSchema: GraphQLSchema,
  contract: Contract,
): GraphQLSchema {
  const tags = readTags(supergraphSdl);
  const { definitions } = parse(printSchema(apiSchema), { noLocation: true });
  const types = new Map(
    definitions.filter(isType).map((node) => [node.name.value, withinContract(node, tags, contract)]),
  );
  withoutHoles(types);
  const roots = [apiSchema.getQueryType(), apiSchema.getMutationType(), apiSchema.getSubscriptionType()];
  const reached = reachable(
    types,
    roots.flatMap((root) => root?.name ?? []),
  );
  if (!reached.has(apiSchema.getQueryType()?.name ?? ''))
    throw new Error(`No query has a tag of ${contract.includeTags.join(', ')}: the contract shows nothing.`);
  const others = definitions.filter((node) => !isType(node));
  const shown = [...types.values()].filter(({ name }) => reached.has(name.value));
  return buildASTSchema({
    kind: Kind.DOCUMENT,
    definitions: [
      ...others.map((node) => withoutRoots(node, reached)),
      ...shown.map((node) => known(node, reached)),
    ],
  });
}

const isType = (node: DefinitionNode): node is TypeDefinitionNode => node.kind.endsWith('TypeDefinition');

/** By coordinate: `Type`, `Type.field`, `Type.field.argument`; a field has its type's tags as well. */
function readTags(sdl: string): Tags {
  const tags = new Map<string, ReadonlySet<string>>();
  const note = (at: string, directives: readonly DirectiveNode[] | undefined, more?: Iterable<string>) => {
    tags.set(at, new Set([...(directives ?? []).flatMap(tagIn), ...(more ?? [])]));
  };
  for (const node of parse(sdl, { noLocation: true }).definitions) {
    if (!('name' in node) || !node.name || !('directives' in node)) continue;
    const type = node.name.value;
    note(type, node.directives);
    if ('values' in node)
      for (const value of node.values ?? []) note(`${type}.${value.name.value}`, value.directives);
    if (!('fields' in node)) continue;
    for (const field of node.fields ?? []) {
      const at = `${type}.${field.name.value}`;
      note(at, field.directives, tags.get(type));
      if (!('arguments' in field)) continue;
      for (const argument of field.arguments ?? []) note(`${at}.${argument.name.value}`, argument.directives);
    }
  }
  return tags;
}

function tagIn({ name, arguments: given }: DirectiveNode): string[] {
  const value = given?.[0]?.value;
  return name.value === 'tag' && value?.kind === Kind.STRING ? [value.value] : [];
}

/** A type with what of it the contract has; perhaps nothing. */
function withinContract(node: TypeDefinitionNode, tags: Tags, contract: Contract): TypeDefinitionNode {
  const type = node.name.value;
  const has = (at: string, names: readonly string[]) => names.some((name) => tags.get(at)?.has(name));
  const isLeft = (at: string) => !has(at, contract.excludeTags) && !has(type, contract.excludeTags);
  const isShown = (at: string) =>
    isLeft(at) && (contract.includeTags.length === 0 || has(at, contract.includeTags));
  const at = (field: { readonly name: { readonly value: string } }) => `${type}.${field.name.value}`;
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return {
        ...node,
        fields: (node.fields ?? [])
          .filter((field) => isShown(at(field)))
          .map((field) => ({
            ...field,
            arguments: (field.arguments ?? []).filter((one) => isLeft(`${at(field)}.${one.name.value}`)),
          })),
      };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...node, fields: (node.fields ?? []).filter((field) => isLeft(at(field))) };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...node, values: (node.values ?? []).filter((value) => isLeft(at(value))) };
    case Kind.UNION_TYPE_DEFINITION:
      return isLeft(type) ? node : { ...node, types: [] };
    case Kind.SCALAR_TYPE_DEFINITION:
      return node;
  }
}

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);

/** Takes out what leads to types of which nothing is left, until nothing does. */
function withoutHoles(types: Map<string, TypeDefinitionNode>): void {
  const isEmpty = (node: TypeDefinitionNode) =>
    ('fields' in node && node.fields?.length === 0) ||
    ('values' in node && node.values?.length === 0) ||
    ('types' in node && node.types?.length === 0);
  const gone = new Set<string>();
  for (let found = true; found; ) {
    found = false;
    for (const [name, node] of types) {
      if (!isEmpty(node)) continue;
      types.delete(name);
      gone.add(name);
      found = true;
    }
    if (!found) return;
    const stays = ({ type }: { readonly type: TypeNode }) => !gone.has(nameOf(type));
    for (const [name, node] of types) types.set(name, leadingTo(node, gone, stays));
  }
}

function leadingTo(
  node: TypeDefinitionNode,
  gone: ReadonlySet<string>,
  stays: (field: Fields) => boolean,
): TypeDefinitionNode {
  if ('types' in node)
    return { ...node, types: (node.types ?? []).filter(({ name }) => !gone.has(name.value)) };
  if (!('fields' in node)) return node;
  const fields = (node.fields as readonly Fields[] | undefined)
    ?.filter(stays)
    .map((field) => ('arguments' in field ? { ...field, arguments: field.arguments?.filter(stays) } : field));
  return { ...node, fields } as TypeDefinitionNode;
}

/** Types that an operation can come to. An interface leads to its objects where a field gives it, not where an object has it. */
function reachable(types: ReadonlyMap<string, TypeDefinitionNode>, roots: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const given = new Set<string>();
  const reach = (name: string, isGiven: boolean) => {
    const node = types.get(name);
    if (!node || (reached.has(name) && (!isGiven || given.has(name)))) return;
    reached.add(name);
    if (isGiven) given.add(name);
    for (const field of 'fields' in node ? (node.fields ?? []) : []) {
      reach(nameOf(field.type), true);
      for (const argument of 'arguments' in field ? (field.arguments ?? []) : [])
        reach(nameOf(argument.type), true);
    }
    for (const member of 'types' in node ? (node.types ?? []) : []) reach(member.name.value, true);
    for (const one of 'interfaces' in node ? (node.interfaces ?? []) : []) reach(one.name.value, false);
    if (node.kind !== Kind.INTERFACE_TYPE_DEFINITION || !isGiven) return;
    for (const [other, { ...definition }] of types) {
      const has = 'interfaces' in definition && definition.interfaces?.some((one) => one.name.value === name);
      if (has) reach(other, true);
    }
  };
  for (const root of roots) reach(root, true);
  return reached;
}

/** Without interfaces that are not shown. */
function known(node: TypeDefinitionNode, reached: ReadonlySet<string>): TypeDefinitionNode {
  if (!('interfaces' in node)) return node;
  const isKnown = ({ name }: NamedTypeNode) => reached.has(name.value);
  return { ...node, interfaces: (node.interfaces ?? []).filter(isKnown) };
}

function withoutRoots(node: DefinitionNode, reached: ReadonlySet<string>): DefinitionNode {
  if (node.kind !== Kind.SCHEMA_DEFINITION) return node;
  return { ...node, operationTypes: node.operationTypes.filter(({ type }) => reached.has(type.name.value)) };
}
