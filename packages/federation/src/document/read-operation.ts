import type {
  DirectiveNode,
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { GraphQLError, Kind, NoFragmentCyclesRule, OperationTypeNode, parse, validate } from 'graphql';
import { ErrorCode } from '../ground/error-codes.ts';

/** The operation cannot be run; `errors` is what to answer the client with. */
export class OperationRefused extends Error {
  readonly code: string;
  readonly errors: readonly GraphQLError[];

  constructor(message: string, code: string, errors?: readonly GraphQLError[]) {
    super(message);
    this.name = 'OperationRefused';
    this.code = code;
    const own = errors ?? [new GraphQLError(message)];
    this.errors = own.map(
      (error) =>
        new GraphQLError(error.message, {
          nodes: error.nodes,
          source: error.source,
          positions: error.positions,
          extensions: { ...error.extensions, code },
        }),
    );
  }
}

export interface ReadOperation {
  /** The operation and the fragments of the document, without its other operations. */
  document: DocumentNode;
  definition: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

export interface ReadOptions {
  readonly tokensMax?: number | undefined;
  readonly inspect?: ((document: DocumentNode) => void) | undefined;
}

/** Parses and validates a document and picks its operation. Throws `OperationRefused`. */
export function readOperation(
  schema: GraphQLSchema,
  source: string | DocumentNode,
  operationName: string | undefined,
  { tokensMax, inspect }: ReadOptions = {},
): ReadOperation {
  const document = typeof source === 'string' ? parseSource(source, tokensMax) : source;
  inspect?.(document);
  refuseConditionalSubscription(document);
  const errors = faultsOf(schema, document);
  if (errors.length > 0) {
    throw new OperationRefused('The operation does not fit the schema.', ErrorCode.validation, errors);
  }
  const definition = pickOperation(document, operationName);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const used: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments.values()] };
  return { document: used, definition, fragments };
}

/** Fragments that spread each other in a circle are looked for first: comparing their fields goes through every pair. */
function faultsOf(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  try {
    const circles = validate(schema, document, [NoFragmentCyclesRule]);
    return circles.length > 0 ? circles : validate(schema, document);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [new GraphQLError('The fragments of the document spread each other too deeply.')];
  }
}

function parseSource(source: string, tokensMax: number | undefined): DocumentNode {
  try {
    return parse(source, { maxTokens: tokensMax });
  } catch (error) {
    // The parser calls itself for each level of what is nested.
    if (error instanceof RangeError)
      throw new OperationRefused('The document is nested too deeply.', ErrorCode.parse);
    if (!(error instanceof GraphQLError)) throw error;
    if (tokensMax !== undefined && /contains more tha[nt] \d+ tokens/.test(error.message))
      throw tooManyTokens(tokensMax);
    throw new OperationRefused('The document is not GraphQL.', ErrorCode.parse, [error]);
  }
}

function tooManyTokens(limit: number): OperationRefused {
  const message = `A document has at most ${limit} tokens. Ask in several requests.`;
  return new OperationRefused(message, ErrorCode.tokens, [
    new GraphQLError(message, { extensions: { limit } }),
  ]);
}

/**
 * The root field of a subscription takes no condition (https://spec.graphql.org/draft/#sec-Single-Root-Field): it would
 * be open which stream is meant, and with one that is left out there is none. graphql-js throws at those that a variable
 * decides, and lets the others pass.
 */
function refuseConditionalSubscription(document: DocumentNode): void {
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION || node.operation !== OperationTypeNode.SUBSCRIPTION)
      continue;
    const at = findCondition(document, node.selectionSet, new Set());
    if (!at) continue;
    const message = 'The root field of a subscription takes neither @skip nor @include.';
    throw new OperationRefused(message, ErrorCode.validation, [new GraphQLError(message, { nodes: at })]);
  }
}

function findCondition(
  document: DocumentNode,
  { selections }: SelectionSetNode,
  seen: Set<string>,
): DirectiveNode | undefined {
  for (const node of selections) {
    const own = node.directives?.find(({ name }) => /^(skip|include)$/.test(name.value));
    if (own) return own;
    if (node.kind === Kind.FIELD) continue;
    const body = node.kind === Kind.INLINE_FRAGMENT ? node : fragmentOnce(document, node.name.value, seen);
    const below = body && findCondition(document, body.selectionSet, seen);
    if (below) return below;
  }
  return undefined;
}

function fragmentOnce(document: DocumentNode, name: string, seen: Set<string>) {
  if (seen.has(name)) return undefined;
  seen.add(name);
  return document.definitions
    .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
    .find((node) => node.name.value === name);
}

function pickOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const all = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const named = name === undefined ? all : all.filter((node) => node.name?.value === name);
  const [only] = named;
  if (only && named.length === 1) return only;
  const message =
    name === undefined && all.length > 1
      ? 'The document has several operations; say which one to run by operationName.'
      : name === undefined
        ? 'The document has no operation.'
        : `The document has no operation named "${name}".`;
  throw new OperationRefused(message, ErrorCode.operation);
}
