import type { Schema, Supergraph } from '@apollo/federation-internals';
import type { GraphQLField, GraphQLNamedType } from 'graphql';
import { getNamedType, isCompositeType } from 'graphql';

/** `@listSize` as https://specs.apollo.dev/cost/v0.1 and IBM's specification have it. */
export interface ListSize {
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  /** Fields of the object below that hold the list, where the field itself is no list. */
  readonly sizedFields?: readonly string[];
}

/** What a supergraph says about the cost of its fields. */
export interface CostModel {
  /** Items of a list of which nothing else is known. */
  readonly listSize: number;
  /** `@cost` of the field or of its type; otherwise 1 for what has fields of its own, 0 for the rest. */
  weightOf(type: string, field: GraphQLField<unknown, unknown>): number;
  listSizeOf(type: string, field: string): ListSize | undefined;
  argumentWeightOf(type: string, field: string, argument: string): number;
}

const identity = 'https://specs.apollo.dev/cost';

export interface CostModelOptions {
  /** Items of a list without `@listSize`. Default 10. */
  readonly listSize?: number | undefined;
}

/** Reads `@cost` and `@listSize`, under whatever names the supergraph has imported them. */
export function readCostModel(supergraph: Supergraph, options: CostModelOptions = {}): CostModel {
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const nameOf = (directive: string) =>
    supergraph.schema.coreFeatures?.getByIdentity(identity)?.directiveNameInSchema(directive);
  const [cost, listSize] = [nameOf('cost'), nameOf('listSize')];
  if (cost)
    readApplied<{ weight: number }>(supergraph.schema, cost, (at, { weight }) => weights.set(at, weight));
  if (listSize) readApplied<ListSize>(supergraph.schema, listSize, (at, size) => sizes.set(at, size));
  return {
    listSize: options.listSize ?? 10,
    weightOf: (type, field) =>
      weights.get(`${type}.${field.name}`) ??
      weights.get(getNamedType(field.type).name) ??
      plain(getNamedType(field.type)),
    listSizeOf: (type, field) => sizes.get(`${type}.${field}`),
    argumentWeightOf: (type, field, argument) => weights.get(`${type}.${field}(${argument}:)`) ?? 0,
  };
}

const plain = (type: GraphQLNamedType) => (isCompositeType(type) ? 1 : 0);

function readApplied<Arguments extends object>(
  schema: Schema,
  directive: string,
  tell: (coordinate: string, given: Arguments) => void,
): void {
  for (const application of schema.directive(directive)?.applications() ?? []) {
    // A type's coordinate is its name, a field's `Type.field`, an argument's `Type.field(argument:)`.
    const { coordinate } = application.parent as { coordinate?: string };
    if (coordinate !== undefined) tell(coordinate, application.arguments() as Arguments);
  }
}
