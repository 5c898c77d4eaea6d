import { afterAll, describe, expect, it } from '@jest/globals';
import { type ExecutionResult, execute, type GraphQLError, parse, validate } from 'graphql';
import { executeOperation } from './execute.ts';
import type { PreparedOperation } from './prepared-operation.ts';
import { addResolvers, buildWorld } from './testing/build-world.ts';
import { Dice, generateOperation } from './testing/generate-operation.ts';
import { ApolloExecutor } from './testing/run-apollo.ts';
import { worlds } from './testing/worlds.ts';

const seed = Number(process.env.SEED ?? 20261123);
const rounds = Number(process.env.ROUNDS ?? 120);

afterAll(() => console.info(`Generated operations: SEED=${seed} ROUNDS=${rounds}`));

function paths(errors: readonly GraphQLError[] | undefined, prepared: PreparedOperation): string[] {
  const all = (errors ?? []).flatMap((e) =>
    e.path ? [JSON.stringify(prepared.shaping.visiblePath(e.path))] : [],
  );
  return [...new Set(all)].sort();
}

/** Apollo tells values that do not fit by an extension when there is no other error. */
function allErrors(result: ExecutionResult): readonly GraphQLError[] {
  return [...(result.errors ?? []), ...((result.extensions?.valueCompletion as GraphQLError[]) ?? [])];
}

function operations(kind: 'query' | 'mutation', schema: Parameters<typeof validate>[0], count: number) {
  const dice = new Dice(seed);
  const made: ReturnType<typeof generateOperation>[] = [];
  for (let tries = 0; made.length < count && tries < count * 20; tries++) {
    const operation = generateOperation(schema, dice, kind);
    if (validate(schema, parse(operation.document)).length === 0) made.push(operation);
  }
  return made;
}

describe.each(Object.entries(worlds))('%s', (_name, { subgraphs, options }) => {
  it.each([
    { title: 'all well', nullEvery: 9, errorEvery: 0 },
    { title: 'errors everywhere', nullEvery: 9, errorEvery: 11 },
  ])("answers like Apollo's executor: $title", async ({ nullEvery, errorEvery }) => {
    const graph = buildWorld(subgraphs, { ...options, nullEvery, errorEvery });
    const apollo = new ApolloExecutor(graph.supergraphSdl);
    for (const { document, variables } of operations('query', graph.planner.apiSchema, rounds)) {
      const prepared = await graph.planner.plan(document);
      const ours = await executeOperation(prepared, { sources: graph.sources, variables, context: {} });
      const theirs = await apollo.run(prepared, graph.sources, variables);
      const context = `${document}\n${JSON.stringify(variables)}`;
      expect(`${context}\n${JSON.stringify(ours.data, null, 1)}`).toBe(
        `${context}\n${JSON.stringify(theirs.data, null, 1)?.replaceAll('"_a_', '"')}`,
      );
      expect([context, ...paths(ours.errors, prepared)]).toEqual([
        context,
        ...paths(allErrors(theirs), prepared),
      ]);
    }
  });

  it('answers like graphql-js over one schema that has everything', async () => {
    const graph = buildWorld(subgraphs, { ...options, nullEvery: 9 });
    const monolith = graph.planner.apiSchema;
    addResolvers(graph.world, monolith);
    for (const { document, variables } of operations('query', monolith, rounds)) {
      const prepared = await graph.planner.plan(document);
      const ours = await executeOperation(prepared, { sources: graph.sources, variables, context: {} });
      const expected = await execute({
        schema: monolith,
        document: parse(document),
        variableValues: variables,
        rootValue: null,
      });
      expect(`${document}\n${JSON.stringify(variables)}\n${JSON.stringify(ours, null, 1)}`).toBe(
        `${document}\n${JSON.stringify(variables)}\n${JSON.stringify(expected, null, 1)}`,
      );
    }
  });
});
