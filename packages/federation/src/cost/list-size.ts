import type { FieldNode, GraphQLField, ValueNode } from 'graphql';
import { GraphQLError, Kind } from 'graphql';
import type { Variables } from '../document/check-variables.ts';
import { OperationRefused } from '../document/read-operation.ts';
import { ErrorCode } from '../ground/error-codes.ts';
import { readOwn } from '../ground/own-property.ts';
import type { ListSize } from './cost-model.ts';

/** How many items a run's variables ask for. */
export type Size = (values: Variables) => number;

/** As many as the greatest of what holds for a field says. */
export function greatestSizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  listSizes: ReadonlySet<ListSize | undefined>,
  otherwise: number,
  defaults: Variables,
): Size {
  const sizes = [...listSizes].map((one) => sizeOf(node, field, one, otherwise, defaults));
  const [only] = sizes;
  if (only && sizes.length === 1) return only;
  return (values) => sizes.reduce((greatest, size) => Math.max(greatest, size(values)), 0);
}

/**
 * The greatest of the slicing arguments, those with a default among them; otherwise what is assumed. Throws
 * `OperationRefused` where exactly one is to be given and is not.
 */
function sizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  listSize: ListSize | undefined,
  otherwise: number,
  defaults: Variables,
): Size {
  const assumed = listSize?.assumedSize ?? otherwise;
  const slices = (listSize?.slicingArguments ?? []).map((name) => sliceOf(node, field, name, defaults));
  if (slices.length === 0) return () => assumed;
  const isOneRequired = requiresOne(field, listSize);
  return (values) => {
    let greatest = -1;
    let given = 0;
    for (const slice of slices) {
      const size = slice(values);
      if (size === undefined) continue;
      given += 1;
      greatest = Math.max(greatest, size);
    }
    if (isOneRequired && given !== 1) throw notOne(node, listSize?.slicingArguments ?? []);
    return greatest < 0 ? assumed : greatest;
  };
}

/** What an object says of arguments that its interface has not got cannot be kept by who asks the interface. */
export function requiresOne(
  { args }: GraphQLField<unknown, unknown>,
  listSize: ListSize | undefined,
): boolean {
  if (listSize?.requireOneSlicingArgument === false) return false;
  return args.some(({ name }) => listSize?.slicingArguments?.includes(name));
}

function notOne(node: FieldNode, names: readonly string[]): OperationRefused {
  const message = `Say how long the list of "${node.name.value}" is to be, by exactly one of its arguments: ${names.join(', ')}.`;
  return new OperationRefused(message, ErrorCode.slicing, [new GraphQLError(message, { nodes: node })]);
}

function sliceOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  name: string,
  defaults: Variables,
): (values: Variables) => number | undefined {
  const standard = countIn(field.args.find((arg) => arg.name === name)?.defaultValue);
  const given = node.arguments?.find((arg) => arg.name.value === name)?.value;
  if (!given) return () => standard;
  if (given.kind !== Kind.VARIABLE) {
    const fixed = literal(given);
    return () => fixed;
  }
  const variable = given.name.value;
  return (values) => {
    const value = readOwn(values, variable);
    return value === undefined ? (countIn(readOwn(defaults, variable)) ?? standard) : countIn(value);
  };
}

const literal = (value: ValueNode): number | undefined =>
  value.kind === Kind.INT ? Math.max(Number(value.value), 0) : undefined;

const countIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(value, 0) : undefined;
