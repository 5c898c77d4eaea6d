import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { createPlanner, type Planner, type PlannerOptions } from '../plan/plan.ts';
import { createLocalSource } from '../source/local-source.ts';
import type { Source } from '../source/source.ts';
import { composeSupergraph } from '../supergraph/compose.ts';

// biome-ignore lint/suspicious/noExplicitAny: resolvers of made-up subgraphs are as loose as those people write
export type Resolvers = Record<string, any>;

export interface SubgraphUnderTest {
  sdl: string;
  resolvers?: Resolvers;
  /** What stands before the SDL; by default the link to Federation 2. */
  head?: string;
}

export interface GraphUnderTest {
  supergraphSdl: string;
  planner: Planner;
  schemas: Map<string, GraphQLSchema>;
  sources: Map<string, Source>;
}

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable",
  "@requires", "@provides", "@external", "@override", "@interfaceObject", "@inaccessible", "@tag"])\n`;

/** Composes made-up subgraphs and gives a planner and in-process sources for them. */
export function buildGraph(
  subgraphs: Record<string, SubgraphUnderTest>,
  options: PlannerOptions = {},
): GraphUnderTest {
  const entries = Object.entries(subgraphs).map(([name, { sdl, resolvers, head = link }]) => ({
    name,
    sdl: head + sdl,
    resolvers: resolvers ?? {},
  }));
  const { supergraphSdl } = composeSupergraph(
    entries.map(({ name, sdl }) => ({ name, sdl, url: `http://${name}.invalid/graphql` })),
  );
  const schemas = new Map(
    entries.map(({ name, sdl, resolvers }) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]),
    ]),
  );
  const sources = new Map([...schemas].map(([name, schema]) => [name, createLocalSource({ schema })]));
  return { supergraphSdl, planner: createPlanner(supergraphSdl, options), schemas, sources };
}
