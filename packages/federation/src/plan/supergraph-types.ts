import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { isAbstractType, isInterfaceType } from 'graphql';
import type { TypesFulfilling } from '../answer/compile-requires.ts';

const supportedFeatures = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  'https://specs.apollo.dev/context/v0.1',
]);

/** Throws when it is no Federation 2 supergraph, or asks for what cannot be honoured here. */
export function readSupergraph(document: DocumentNode, validateSupergraph = true): Supergraph {
  return Supergraph.build(document, { supportedFeatures, validateSupergraph });
}

/**
 * Which type names fulfil a type condition in the whole supergraph, hidden types included: inputs of
 * fetches may be of hidden types, and what is sent to subgraphs is not seen by clients.
 */
export function typesFulfillingIn(supergraph: GraphQLSchema): TypesFulfilling {
  const known = new Map<string, ReadonlySet<string>>();
  return (condition) => {
    let names = known.get(condition);
    if (!names) {
      names = findTypes(supergraph, condition);
      known.set(condition, names);
    }
    return names;
  };
}

function findTypes(supergraph: GraphQLSchema, condition: string): Set<string> {
  const names = new Set([condition]);
  const type = supergraph.getType(condition);
  if (!isAbstractType(type)) return names;
  for (const possible of supergraph.getPossibleTypes(type)) names.add(possible.name);
  if (isInterfaceType(type)) {
    for (const below of supergraph.getImplementations(type).interfaces) names.add(below.name);
  }
  return names;
}

export function interfacesOf(supergraph: GraphQLSchema): Set<string> {
  return new Set(
    Object.values(supergraph.getTypeMap())
      .filter(isInterfaceType)
      .map(({ name }) => name),
  );
}

/** Names of the composite types of each subgraph. */
export function typesOfSubgraphs(supergraph: Supergraph): Map<string, ReadonlySet<string>> {
  const types = new Map<string, ReadonlySet<string>>();
  for (const subgraph of supergraph.subgraphs()) {
    types.set(subgraph.name, new Set([...subgraph.schema.types()].map((type) => type.name)));
  }
  return types;
}
