import { composeServices } from '@apollo/composition';
import { GraphQLError, parse } from 'graphql';

export interface SubgraphDefinition {
  name: string;
  /** Where it answers over HTTP; may be left out when sources are handed in by name. */
  url?: string;
  /** Federation 2 SDL (Federation 1 is upgraded). */
  sdl: string;
}

export interface CompositionProblem {
  /** Stable code of Apollo's composition, e.g. `INVALID_FIELD_SHARING`. */
  code: string;
  message: string;
  /** Names of the subgraphs it is about; empty when composition does not say. */
  subgraphs: readonly string[];
}

/** The subgraphs do not fit together; `problems` holds every reason, `message` prints them all. */
export class CompositionFailed extends Error {
  readonly problems: readonly CompositionProblem[];

  constructor(problems: readonly CompositionProblem[]) {
    const lines = problems.map(
      (p) => `- ${p.subgraphs.map((s) => `[${s}] `).join('')}${p.code}: ${p.message}`,
    );
    super(`The subgraphs do not compose (${problems.length}):\n${lines.join('\n')}`);
    this.name = 'CompositionFailed';
    this.problems = problems;
  }
}

/** Composes one supergraph out of all subgraphs. Throws `CompositionFailed` with all problems at once. */
export function composeSupergraph(subgraphs: readonly SubgraphDefinition[]): { supergraphSdl: string } {
  const unreadable = [
    ...emptyList(subgraphs),
    ...repeatedNames(subgraphs),
    ...subgraphs.flatMap(syntaxProblem),
  ];
  if (unreadable.length > 0) throw new CompositionFailed(unreadable);
  const result = composeServices(
    subgraphs.map((subgraph) => ({
      name: subgraph.name,
      url: subgraph.url ?? '',
      typeDefs: parse(subgraph.sdl),
    })),
  );
  if (result.errors) throw new CompositionFailed(result.errors.map(readProblem));
  return { supergraphSdl: result.supergraphSdl };
}

function emptyList(subgraphs: readonly SubgraphDefinition[]): CompositionProblem[] {
  if (subgraphs.length > 0) return [];
  return [{ code: 'NO_SUBGRAPHS', message: 'Give at least one subgraph to compose.', subgraphs: [] }];
}

function repeatedNames(subgraphs: readonly SubgraphDefinition[]): CompositionProblem[] {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of subgraphs) (seen.has(name) ? repeated : seen).add(name);
  return [...repeated].map((name) => ({
    code: 'REPEATED_NAME',
    message: 'Two subgraphs have this name; rename one of them.',
    subgraphs: [name],
  }));
}

function syntaxProblem(subgraph: SubgraphDefinition): CompositionProblem[] {
  try {
    parse(subgraph.sdl);
    return [];
  } catch (error) {
    const place = error instanceof GraphQLError ? error.locations?.[0] : undefined;
    const where = place ? ` (line ${place.line}, column ${place.column})` : '';
    const message = `${(error as Error).message}${where}`;
    return [{ code: 'INVALID_GRAPHQL', message, subgraphs: [subgraph.name] }];
  }
}

function readProblem(error: GraphQLError): CompositionProblem {
  const named = new Set<string>();
  for (const node of error.nodes ?? []) {
    const subgraph = (node as { subgraph?: unknown }).subgraph;
    if (typeof subgraph === 'string') named.add(subgraph);
  }
  const prefix = /^\[([^\]]+)\] /.exec(error.message);
  if (prefix?.[1]) named.add(prefix[1]);
  const code = error.extensions.code;
  return {
    code: typeof code === 'string' ? code : 'COMPOSITION_FAILED',
    message: prefix ? error.message.slice(prefix[0].length) : error.message,
    subgraphs: [...named],
  };
}
