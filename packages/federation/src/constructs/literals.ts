import { GraphQLScalarType, print, type ValueNode } from 'graphql';
import type { Construct } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;

/** A scalar that keeps what was written. */
const Exact = new GraphQLScalarType({
  name: 'Exact',
  parseLiteral: (node: ValueNode) => print(node),
  parseValue: (value) => JSON.stringify(value),
});

const told = (_: unknown, args: Row) => JSON.stringify(Object.values(args));

/** Numbers that JavaScript does not have, and names that are no enum's, in arguments and defaults. */
export const literals: Construct = {
  subgraphs: {
    texts: {
      sdl: `scalar Exact input Bounds { from: Exact to: [Exact] } enum Way { UP DOWN } type Query { text(x: Exact, bounds: Bounds, f: Float, way: Way, id: ID): String need(f: Float!): String thing: Thing }
        type Thing @key(fields: "id") { id: ID! }`,
      resolvers: {
        Exact,
        Query: { text: told, need: told, thing: () => ({ id: '1' }) },
      },
    },
    things: {
      sdl: `scalar Exact type Thing @key(fields: "id") { id: ID! text(x: Exact): String }`,
      resolvers: { Exact, Thing: { __resolveReference: asGiven, text: told } },
    },
  },
  cases: [
    {
      document:
        '{ a: text(x: 9007199254740993) b: text(x: 1e400) c: text(x: 1.10) d: text(x: -0) e: text(x: NAME) f: text(x: 7) }',
      data: {
        a: '["9007199254740993"]',
        b: '["1e400"]',
        c: '["1.10"]',
        d: '["-0"]',
        e: '["NAME"]',
        f: '["7"]',
      },
    },
    {
      document:
        '{ text(bounds: { from: 1e400, to: [2, 9007199254740993] }, f: 1e3, way: DOWN, id: 9007199254740993) need(f: 1.0) }',
      data: {
        text: '[{"from":"1e400","to":["2","9007199254740993"]},1000,"DOWN","9007199254740993"]',
        need: '[1]',
      },
    },
    {
      document: '{ thing { a: text(x: [1.50, { b: UP }]) b: text(x: 123456789012345678901234567890) } }',
      data: { thing: { a: '["[1.50, {b: UP}]"]', b: '["123456789012345678901234567890"]' } },
    },
    {
      document:
        'query($x: Exact = 12, $y: Exact = 1, $f: Float = 1e2, $literal0: Exact = 1.5) { text(x: $x) thing { text(x: $y) b: text(x: $x) } need(f: $f) other: text(id: "literal1", bounds: { from: $literal0 }) }',
      variables: { y: 5 },
      data: {
        text: '["12"]',
        thing: { text: '["5"]', b: '["12"]' },
        need: '[100]',
        other: '[{"from":"1.5"},"literal1"]',
      },
    },
  ],
};
