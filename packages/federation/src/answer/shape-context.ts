import type { GraphQLCompositeType, GraphQLOutputType, GraphQLSchema } from 'graphql';
import { isCompositeType, isEnumType, isScalarType } from 'graphql';
import { ErrorCode } from '../ground/error-codes.ts';
import { isNestedTooDeep } from '../ground/nested-value.ts';
import { readOwn } from '../ground/own-property.ts';
import { unreadable } from './clean-errors.ts';
import type { Answer } from './compile-merge.ts';
import type { ErrorBook } from './error-book.ts';

/** What the generated code knows of one place in the answer. */
export interface Place {
  parentType: string;
  field: string;
  type: GraphQLOutputType;
  nonNull: boolean;
}

export type ShapeObject = (value: Answer, context: ShapeContext, depth: number) => Answer | null;

/** Finds the function for an object by its `__typename`; null for types that cannot stand there. */
export interface TypeChoice {
  known: Map<unknown, ShapeObject | null>;
  find(typename: unknown): ShapeObject | null;
}

/**
 * One shaping of one answer. Generated code keeps `path` up to date by depth and comes here only for what
 * is not as it should be: nulls, holes, wrong values. `end` is the number of path elements that count.
 */
export class ShapeContext {
  readonly path: (string | number)[] = [];
  readonly introspection: Answer;
  readonly #book: ErrorBook;

  constructor(book: ErrorBook, introspection: Answer) {
    this.#book = book;
    this.introspection = introspection;
  }

  introspected(key: string): unknown {
    return readOwn(this.introspection, key) ?? null;
  }

  /** A leaf that did not pass its quick test: null, missing, or a value to look at closely. */
  leaf(value: unknown, place: Place, end: number): unknown {
    if (value === null || value === undefined) return this.#empty(value, place, end);
    if (isLeafValue(value, place.type)) return value;
    return this.#invalid(`Invalid value for field ${place.parentType}.${place.field}.`, end);
  }

  /** Where an object or list should be and is not. */
  absent(value: unknown, place: Place, end: number): null {
    if (value === null || value === undefined) return this.#empty(value, place, end);
    return this.#invalid(`Invalid value for field ${place.parentType}.${place.field}.`, end);
  }

  /** An object whose `__typename` the API schema does not have there. Its name may be secret. None: it must have one. */
  wrongType(place: Place, end: number, typename: unknown): null {
    if (typename === undefined || typename === null) {
      const path = this.path.slice(0, end);
      if (!this.#book.explains(path)) this.#book.add(unreadable, undefined, path);
      return null;
    }
    return this.#invalid(`Invalid __typename for field ${place.parentType}.${place.field}.`, end);
  }

  #empty(value: unknown, place: Place, end: number): null {
    if (place.nonNull) this.#missing(place, end);
    else if (value === undefined && this.#book.hasFailures) {
      const path = this.path.slice(0, end);
      if (!this.#book.explains(path)) this.#book.tellHole(path);
    }
    return null;
  }

  #missing(place: Place, end: number): void {
    const path = this.path.slice(0, end);
    if (this.#book.explains(path)) return;
    if (this.#book.hasFailures && this.#book.tellHole(path)) return;
    // The null travels up to the parent, whose absence an error beside this one may have explained.
    if (this.#book.explains(path.slice(0, -1))) return;
    const message = `Cannot return null for non-nullable field ${place.parentType}.${place.field}.`;
    this.#book.add({ message, extensions: { code: ErrorCode.nullInNonNull } }, undefined, path);
  }

  #invalid(message: string, end: number): null {
    const path = this.path.slice(0, end);
    if (!this.#book.explains(path)) {
      this.#book.add({ message, extensions: { code: ErrorCode.invalidValue } }, undefined, path);
    }
    return null;
  }
}

/** The same test that Apollo's gateway makes, so that answers agree: custom scalars may hold anything that can be written. */
function isLeafValue(value: unknown, type: GraphQLOutputType): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined;
  if (!isScalarType(type)) return false;
  if (type.name === 'Boolean') return typeof value === 'boolean';
  if (type.name === 'Int') return Number.isInteger(value);
  if (type.name === 'Float') return typeof value === 'number' && Number.isFinite(value);
  if (type.name === 'ID') return typeof value === 'string' || Number.isInteger(value);
  if (type.name === 'String') return typeof value === 'string';
  return !isNestedTooDeep(value);
}

/** The composite type that an object says to be, when an object of it may stand where `expected` is promised. */
export function readObjectType(
  schema: GraphQLSchema,
  expected: GraphQLCompositeType,
  typename: unknown,
): GraphQLCompositeType | undefined {
  // An interface may be known to a subgraph by its own name alone; a union never is.
  if (typename === undefined || typename === null) return 'getTypes' in expected ? undefined : expected;
  if (typeof typename !== 'string') return undefined;
  const type = schema.getType(typename);
  if (!isCompositeType(type)) return undefined;
  if (type === expected) return type;
  if ('getTypes' in type || !('getTypes' in expected || 'resolveType' in expected)) return undefined;
  return schema.isSubType(expected as never, type) ? type : undefined;
}
