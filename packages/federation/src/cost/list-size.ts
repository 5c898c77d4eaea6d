import type { FieldNode, GraphQLField, ValueNode } from 'graphql';
import { Kind } from 'graphql';
import type { Variables } from '../document/check-variables.ts';
import { readOwn } from '../ground/own-property.ts';
import type { ListSize } from './cost-model.ts';

/** How many items a run's variables ask for. */
export type Size = (values: Variables) => number;

/** The greatest of the slicing arguments, those with a default among them; otherwise what is assumed. */
export function sizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  listSize: ListSize | undefined,
  otherwise: number,
  defaults: Variables,
): Size {
  const assumed = listSize?.assumedSize ?? otherwise;
  const slices = (listSize?.slicingArguments ?? []).map((name) => sliceOf(node, field, name, defaults));
  if (slices.length === 0) return () => assumed;
  return (values) => {
    let greatest = -1;
    for (const slice of slices) greatest = Math.max(greatest, slice(values) ?? -1);
    return greatest < 0 ? assumed : greatest;
  };
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
