import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { subscribeOperation } from '../live/subscribe.ts';
import { createPlanner, type Planner } from '../plan/plan.ts';
import { executeOperation } from '../run/execute.ts';
import { createHttpSource } from '../source/http-source.ts';
import { isEventStream, type Source } from '../source/source.ts';
import { buildGraph } from '../testing/build-graph.ts';
import { serveSubgraph } from '../testing/serve-http.ts';
import type { Construct, ConstructCase } from './construct.ts';

export type Where = 'in process' | 'over HTTP';

/** A construct that answers. */
export interface OpenConstruct {
  readonly apiSchema: GraphQLSchema;
  /** One answer, or one for each event of a subscription, which has to end. */
  answer(asked: ConstructCase): Promise<readonly ExecutionResult[]>;
  close(): Promise<void>;
}

/** Starts the subgraphs of a construct: called as functions, or servers with HTTP and graphql-transport-ws. */
export async function openConstruct(construct: Construct, where: Where): Promise<OpenConstruct> {
  const graph = buildGraph(construct.subgraphs);
  const { sources, close } =
    where === 'in process'
      ? { sources: graph.sources, close: async () => {} }
      : await serveAll(graph.schemas);
  const planners = new Map<string, Planner>([['', graph.planner]]);
  const plannerFor = (labels: readonly string[] = []) => {
    const key = labels.join();
    const planner = planners.get(key) ?? createPlanner(graph.supergraphSdl, { overrideLabels: labels });
    planners.set(key, planner);
    return planner;
  };
  return {
    apiSchema: graph.planner.apiSchema,
    close,
    answer: async ({ document, variables, labels }) => {
      const prepared = await plannerFor(labels).plan(document);
      const options = { sources, variables, context: {} };
      if (prepared.kind !== 'subscription') return [await executeOperation(prepared, options)];
      const events = await subscribeOperation(prepared, options);
      if (!isEventStream(events as never)) return [events as ExecutionResult];
      const answers: ExecutionResult[] = [];
      for await (const event of events as AsyncIterable<ExecutionResult>) answers.push(event);
      return answers;
    },
  };
}

async function serveAll(schemas: ReadonlyMap<string, GraphQLSchema>) {
  const sources = new Map<string, Source>();
  const served = await Promise.all(
    [...schemas].map(async ([name, schema]) => ({ name, server: await serveSubgraph(schema) })),
  );
  for (const { name, server } of served)
    sources.set(name, createHttpSource({ url: server.url, subscriptions: { url: server.socketUrl } }));
  const close = async () => {
    await Promise.all([...sources.values()].map((source) => source.close?.()));
    await Promise.all(served.map(({ server }) => server.close()));
  };
  return { sources, close };
}
