import { type ClassType, createUnionType, Field, ObjectType } from 'type-graphql';
import { Inherited } from '../access/access.ts';
import { InvalidInput, NotFound, type Problem } from './problem.ts';

// biome-ignore lint/suspicious/noExplicitAny: problems have constructors of their own
export type ProblemClass = new (...args: any[]) => Problem;

/** What a mutation answers: its success, which carries one object, or one of the problems. */
export interface Outcome<Row> {
  /** The union, `<Mutation>Result`. */
  readonly Result: object;
  success(row: Row): object;
}

/**
 * The outcome of a mutation: `<Mutation>Success` with the object under `field`, and a union of it with NotFound,
 * InvalidInput and the problems given.
 */
export function outcome<Row extends object>(
  mutation: string,
  field: string,
  type: () => ClassType,
  problems: readonly ProblemClass[] = [],
): Outcome<Row> {
  const Success = carrier(`${mutation}Success`, field, type);
  return {
    Result: resultUnion(mutation, [Success], problems),
    success: (row) => Object.assign(new Success(), { [field]: row }),
  };
}

/** An object type that carries one object under `field`. */
export function carrier(name: string, field: string, type: () => ClassType): ClassType {
  @Inherited()
  @ObjectType(name)
  class Carrier {}
  Field(type)(Carrier.prototype, field);
  return Carrier;
}

export function resultUnion(
  mutation: string,
  successes: readonly ClassType[],
  problems: readonly ProblemClass[],
): object {
  const members = [...successes, NotFound, InvalidInput, ...problems];
  return createUnionType({ name: `${mutation}Result`, types: () => members as unknown as [ClassType] });
}
