import type { Schema, Supergraph } from '@apollo/federation-internals';

/** `@listSize` as https://specs.apollo.dev/cost/v0.1 and IBM's specification have it. */
export interface ListSize {
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  /** Fields of the object below that hold the list, where the field itself is no list. */
  readonly sizedFields?: readonly string[];
  /** Whether exactly one of the slicing arguments is to be given. Default true. */
  readonly requireOneSlicingArgument?: boolean;
}

/**
 * What a supergraph says about cost, by coordinates: a type's is its name, a field's and an input field's `Type.field`,
 * an argument's `Type.field(argument:)`.
 */
export interface CostModel {
  /** Items of a list of which nothing else is known. */
  readonly listSize: number;
  weightAt(coordinate: string): number | undefined;
  listSizeAt(coordinate: string): ListSize | undefined;
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
  // IBM's specification writes weights as texts.
  if (cost)
    readApplied<{ weight: number | string }>(supergraph.schema, cost, (at, { weight }) =>
      weights.set(at, Number(weight)),
    );
  if (listSize) readApplied<ListSize>(supergraph.schema, listSize, (at, size) => sizes.set(at, size));
  return {
    listSize: options.listSize ?? 10,
    weightAt: (coordinate) => weights.get(coordinate),
    listSizeAt: (coordinate) => sizes.get(coordinate),
  };
}

function readApplied<Arguments extends object>(
  schema: Schema,
  directive: string,
  tell: (coordinate: string, given: Arguments) => void,
): void {
  for (const application of schema.directive(directive)?.applications() ?? []) {
    const { coordinate } = application.parent as { coordinate?: string };
    if (coordinate !== undefined) tell(coordinate, application.arguments() as Arguments);
  }
}
