import type { SubgraphUnderTest } from '../testing/build-graph.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One operation and what is to be answered, written by hand. */
export interface ConstructCase {
  readonly document: string;
  readonly variables?: Readonly<Record<string, Json>>;
  /** Labels of `@override` that are on. */
  readonly labels?: readonly string[];
  /** The answer of a query or mutation, keys in the order in which they are to come. */
  readonly data?: Json;
  /** The answers to the events of a subscription. */
  readonly events?: readonly Json[];
  /** `path code` of each error. */
  readonly errors?: readonly string[];
}

/** A small supergraph around one construct of federation. */
export interface Construct {
  readonly subgraphs: Readonly<Record<string, SubgraphUnderTest>>;
  readonly cases: readonly ConstructCase[];
  /** The SDL of the API schema shows none of these words. */
  readonly hidden?: readonly string[];
}

/** The resolver of a subscription field whose events are these. */
export function streamOf(...events: readonly unknown[]) {
  return {
    subscribe: async function* () {
      yield* events;
    },
    resolve: (event: unknown) => event,
  };
}

/** Finds the one of `things` that a representation means by one of its fields; null when there is none. */
export function finding<Thing extends object>(things: readonly Thing[], ...by: readonly string[]) {
  return (reference: Record<string, unknown>): Thing | null => {
    const field = by.find((name) => reference[name] !== undefined);
    const found =
      field && things.find((thing) => (thing as Record<string, unknown>)[field] === reference[field]);
    return found ? { ...reference, ...found } : null;
  };
}
