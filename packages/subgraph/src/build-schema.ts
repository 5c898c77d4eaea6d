import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { Refusal } from '@lastmile/kernel/refusal';
import {
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  isUnionType,
  parse,
} from 'graphql';
import { buildSchemaSync, createResolversMap, getMetadataStorage } from 'type-graphql';
import { type AccessRules, readAccessRules } from './access/access-rules.ts';
import { hangDoors } from './access/doors.ts';
import type { DomainTypes } from './context.ts';
import type { GraphQLClass, Reference, SubgraphDefinition } from './definition.ts';
import { moneyResolvers } from './graphql/money.type.ts';
import { connectionResolvers } from './graphql/page.ts';
import { InvalidInput, NotFound, Problem } from './graphql/problem.ts';
import { sizeLists } from './graphql/size-lists.ts';

/** What a subgraph's SDL begins with. `@access` is our own and composed into the supergraph, to be seen there. */
const header = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@inaccessible", "@external", "@requires", "@provides", "@tag", "@composeDirective", "@override", "@interfaceObject", "@cost", "@listSize"])
  @link(url: "https://lastmile.dev/access/v1.0", import: ["@access"])
  @composeDirective(name: "@access")

"The permission that must be held over the object that the field stands on; \\"inherited\\": that of what leads to it."
directive @access(permission: String!) on FIELD_DEFINITION | OBJECT | INTERFACE
`;

export interface DomainSchema {
  /** Executable, with access doors. */
  readonly schema: GraphQLSchema;
  /** The subgraph's SDL as it is composed. */
  readonly sdl: string;
  readonly rules: AccessRules;
}

/** Builds a domain's subgraph schema from its type-graphql classes. Throws MissingAccessRule where a field has no rule. */
export function buildDomainSchema<Domain extends DomainTypes>(
  definition: Pick<SubgraphDefinition<Domain>, 'resolvers' | 'orphanedTypes' | 'references'>,
): DomainSchema {
  preferPlainFields();
  const types = buildSchemaSync({
    resolvers: definition.resolvers as unknown as [GraphQLClass],
    orphanedTypes: [...(definition.orphanedTypes ?? [])] as never[],
    validate: false,
    skipCheck: true,
    pubSub: noPubSub,
  } as Parameters<typeof buildSchemaSync>[0]);
  sizeLists(types);
  const rules = readAccessRules(types);
  const sdl = `${header}\n${printSchemaWithDirectives(types)}\n`;
  const schema = buildSubgraphSchema([
    { typeDefs: parse(sdl), resolvers: resolversOf(types, definition.references) as never },
  ]);
  resolveTypesByClass(schema);
  answerProblems(schema);
  hangDoors(schema, rules);
  return { schema, sdl, rules };
}

/** type-graphql asks for one as soon as there is a subscription; ours read the event log instead. */
const noPubSub = {
  publish: () => {
    throw new Error('Say it with an event: work.emit(…)');
  },
  subscribe: () => {
    throw new Error('Give the subscription a `subscribe` that reads context.live');
  },
};

/** Fields without a resolver of their own read the property, without type-graphql's wrapper (a third of the time). */
function preferPlainFields(): void {
  for (const type of getMetadataStorage().objectTypes) type.simpleResolvers ??= true;
}

type ResolverMap = Record<string, Record<string, unknown>>;

function resolversOf<Domain extends DomainTypes>(
  types: GraphQLSchema,
  references: readonly Reference<Domain>[],
): ResolverMap {
  const map = createResolversMap(types) as unknown as ResolverMap;
  for (const [name, fields] of Object.entries(map)) {
    // Rows are plain objects, so instanceof tests on them would fail; see resolveTypesByClass.
    if (isObjectType(types.getType(name))) delete fields.__isTypeOf;
  }
  if (map.Money) Object.assign(map.Money, moneyResolvers);
  for (const [name, fields] of Object.entries(map)) {
    if (name.endsWith('Connection')) Object.assign(fields, connectionResolvers);
  }
  for (const { type, resolve } of references) {
    if (!isObjectType(types.getType(type)))
      throw new Error(`A reference names ${type}, which is no type of this subgraph`);
    map[type] = {
      ...map[type],
      __resolveReference: async (representation: Record<string, unknown>, context: never) => {
        const row = await resolve(context, representation);
        return row && named(row, type);
      },
    };
  }
  return map;
}

/** Federation tells entities apart by `__typename`; the row itself may be shared, so it is not written to. */
function named(row: object, typeName: string): object {
  return Object.create(row, { __typename: { value: typeName, enumerable: true } });
}

function resolveTypesByClass(schema: GraphQLSchema): void {
  const names = new Map<unknown, string>(
    getMetadataStorage().objectTypes.map(({ target, name }) => [target, name]),
  );
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue;
    type.resolveType = (value: { __typename?: string }) => value.__typename ?? names.get(value.constructor);
  }
}

/** Problems thrown (or returned) by a mutation's use case become the member of its union that they are. */
function answerProblems(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const result = getNamedType(field.type);
    if (!isUnionType(result) || !field.resolve) continue;
    const members = new Set(result.getTypes().map(({ name }) => name));
    const resolve: GraphQLFieldResolver<unknown, unknown> = field.resolve;
    field.resolve = async (source, args, context, info) => {
      const outcome = await outcomeOf(() => resolve(source, args, context, info));
      const problem = asProblem(outcome.thrown ?? outcome.value);
      const name = problem && result.resolveType?.(problem, context, info, result);
      // A plain object: executors take a value that is an Error for a failure.
      if (problem && typeof name === 'string' && members.has(name)) {
        return { ...problem, message: problem.message, __typename: name };
      }
      if ('thrown' in outcome) throw outcome.thrown;
      return outcome.value;
    };
  }
}

async function outcomeOf(run: () => unknown): Promise<{ value?: unknown; thrown?: unknown }> {
  try {
    return { value: await run() };
  } catch (thrown) {
    return { thrown };
  }
}

function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof Refusal)) return undefined;
  if (error.code === 'NOT_FOUND') return new NotFound(error.message);
  const { field } = error.details;
  return error.code === 'BAD_INPUT'
    ? new InvalidInput(error.message, typeof field === 'string' ? field : null)
    : undefined;
}
