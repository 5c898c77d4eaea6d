import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { compileMerge, readKeys } from '../answer/compile-merge.ts';
import {
  type BuildRepresentation,
  compileRequires,
  type TypesFulfilling,
} from '../answer/compile-requires.ts';
import { addRenamedKeys, compileRewrites, renamePath } from '../answer/compile-rewrites.ts';
import { contextReads } from '../answer/context-values.ts';
import type { PathStep } from '../answer/entity-path.ts';
import type { InterfaceObjects } from '../supergraph/interface-objects.ts';
import type { RequiredVariants } from '../supergraph/required-variants.ts';
import { requiredKeysOf } from './order-parallel.ts';
import type { PreparedFetch } from './prepared-operation.ts';
import type { FetchPart } from './split-interface-object.ts';

export interface FetchScope {
  urls: ReadonlyMap<string, string>;
  typesFulfilling: TypesFulfilling;
  /** Fields that `@requires` asks for with different arguments. */
  variants: RequiredVariants;
  interfaceObjects: InterfaceObjects;
  /** Names of all interfaces. */
  interfaces: ReadonlySet<string>;
  /** Names of the types of each subgraph. */
  typesOf: ReadonlyMap<string, ReadonlySet<string>>;
}

const noTypes: ReadonlySet<string> = new Set();

/** Compiles one fetch of a plan; `path` is where it stands in the answer. */
export function prepareFetch(node: FetchPart, path: readonly PathStep[], scope: FetchScope): PreparedFetch {
  const text = scope.variants.writeOut(node.operation);
  const document = parse(text, { noLocation: true });
  const keys = readKeys(document, node.requires !== undefined);
  addRenamedKeys(keys, node.outputRewrites);
  return {
    kind: 'Fetch',
    service: node.serviceName,
    url: scope.urls.get(node.serviceName) || undefined,
    document: text,
    documentHash: createHash('sha256').update(text).digest('hex'),
    operationName: node.operationName,
    operationKind: node.operationKind,
    variableNames: node.variableUsages ?? [],
    path,
    buildRepresentation: representationOf(node, scope),
    context: contextReads(node.contextRewrites, scope.typesFulfilling),
    requiredKeys: requiredKeysOf(node.requires),
    entityTypes: scope.typesOf.get(node.serviceName) ?? noTypes,
    typesFulfilling: scope.typesFulfilling,
    rewriteInput: compileRewrites(node.inputRewrites, scope.typesFulfilling),
    rewriteOutput: compileRewrites(node.outputRewrites, scope.typesFulfilling),
    keys,
    merge: compileMerge(keys, scope.interfaces),
    renamePath: (errorPath) => renamePath(errorPath, node.outputRewrites),
  };
}

function representationOf(node: FetchPart, { typesFulfilling }: FetchScope): BuildRepresentation | undefined {
  if (!node.requires) return undefined;
  const build = compileRequires(node.requires, typesFulfilling);
  return node.wantsAllInputs ? (entity) => build(entity, undefined) : build;
}
