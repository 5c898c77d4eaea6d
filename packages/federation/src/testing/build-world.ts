import { type GraphQLSchema, isInterfaceType, isObjectType, Kind, parse } from 'graphql';
import { buildGraph, type GraphUnderTest, type Resolvers } from './build-graph.ts';
import { type Thing, World, type WorldOptions } from './world.ts';

export interface WorldGraph extends GraphUnderTest {
  world: World;
}

/** A supergraph whose subgraphs all answer out of one `World`. */
export function buildWorld(sdls: Record<string, string>, options: WorldOptions = {}): WorldGraph {
  const world = new World(options);
  const graph = buildGraph(
    Object.fromEntries(
      Object.entries(sdls).map(([name, sdl]) => [name, { sdl, resolvers: referenceResolvers(world, sdl) }]),
    ),
  );
  for (const schema of graph.schemas.values()) {
    world.readRequires(schema);
    addResolvers(world, schema);
  }
  return { ...graph, world };
}

function referenceResolvers(world: World, sdl: string): Resolvers {
  const resolvers: Resolvers = {};
  for (const node of parse(sdl).definitions) {
    if (!('directives' in node) || !('name' in node) || !node.name) continue;
    if (!node.directives?.some((d) => d.name.value === 'key')) continue;
    const type = node.name.value;
    resolvers[type] = {
      ...resolvers[type],
      __resolveReference: (rep: Record<string, unknown>) => world.lookUp(type, rep),
    };
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      resolvers[type].__resolveType = (thing: Thing) => thing.__typename;
    }
  }
  return resolvers;
}

/** Gives every field of a schema its resolver out of the world; the monolith gets the same. */
export function addResolvers(world: World, schema: GraphQLSchema): void {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = (thing) => (thing as Thing).__typename;
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name === '_entities' || field.name === '_service') continue;
      field.resolve = (parent, args, _context, info) => {
        // An interface object is known by its interface's name here, and by its own in the monolith.
        const thing: Thing = roots.has(type) || !parent ? { __typename: type.name, k: 0 } : parent;
        return world.resolve(schema, thing, info, args);
      };
    }
  }
}
