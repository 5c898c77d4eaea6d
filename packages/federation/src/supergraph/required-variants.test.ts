import { describe, expect, it } from '@jest/globals';
import { executeOperation } from '../run/execute.ts';
import { buildGraph } from '../testing/build-graph.ts';

const rates: Record<string, number> = { USD: 1, EUR: 2, GBP: 3 };
const seen: Record<string, unknown>[][] = [];
const { planner, sources } = buildGraph({
  goods: {
    sdl: `type Query { goods: [Good] good: Good }
      type Good @key(fields: "id") { id: ID! weight: Int price(currency: String!): Int maker: Maker }
      type Maker { margin(currency: String!): Int }`,
    resolvers: {
      Query: { goods: () => [{ id: '1' }, { id: '2' }], good: () => ({ id: '1' }) },
      Good: {
        weight: () => 10,
        price: ({ id }: { id: string }, { currency }: { currency: string }) =>
          Number(id) * (rates[currency] ?? 0),
        maker: () => ({}),
      },
      Maker: { margin: (_: unknown, { currency }: { currency: string }) => 100 * (rates[currency] ?? 0) },
    },
  },
  shipping: {
    sdl: `type Good @key(fields: "id") { id: ID! weight: Int @external price(currency: String!): Int @external maker: Maker @external
        free: Boolean
        usd(by: Int = 1): Int @requires(fields: "weight price(currency: \\"USD\\")")
        eur(by: Int = 1): Int @requires(fields: "weight price(currency: \\"EUR\\")")
        gbp: Int @requires(fields: "price(currency: \\"GBP\\") maker { margin(currency: \\"EUR\\") }")
        deep: Int @requires(fields: "maker { margin(currency: \\"USD\\") }") }
      type Maker { margin(currency: String!): Int @external }`,
    resolvers: {
      Good: {
        __resolveReference: (reference: Record<string, unknown>) => {
          seen.at(-1)?.push({ ...reference });
          return reference;
        },
        free: () => true,
        usd: (good: Record<string, number>, { by }: { by: number }) =>
          (good.price ?? NaN) * by + (good.weight ?? NaN),
        eur: (good: Record<string, number>, { by }: { by: number }) =>
          (good.price ?? NaN) * by + (good.weight ?? NaN),
        gbp: (good: { price: number; maker: { margin: number } }) => good.price + good.maker.margin,
        deep: (good: { maker: { margin: number } }) => good.maker.margin,
      },
    },
  },
});

async function run(query: string, variables = {}) {
  seen.push([]);
  return executeOperation(await planner.plan(query), { sources, variables });
}

describe('fields that require the same field with different arguments', () => {
  it.each([
    ['{ good { usd } }', { usd: 11 }],
    ['{ good { eur } }', { eur: 12 }],
    ['{ good { usd eur } }', { usd: 11, eur: 12 }],
    ['{ good { gbp eur usd free deep } }', { gbp: 203, eur: 12, usd: 11, free: true, deep: 100 }],
    ['{ good { deep gbp } }', { deep: 100, gbp: 203 }],
    ['{ good { price: weight x: price(currency: "GBP") eur usd } }', { price: 10, x: 3, eur: 12, usd: 11 }],
  ])('are each given what they require: %s', async (query, good) => {
    expect(await run(query)).toEqual({ data: { good } });
  });

  it('are asked for in lists, with variables, under conditions', async () => {
    const query = `query($a: Int, $b: Int, $no: Boolean!) { goods { id usd(by: $a) euro: eur(by: $b) gbp @skip(if: $no) } }`;
    expect(await run(query, { a: 2, b: 3, no: true })).toEqual({
      data: {
        goods: [
          { id: '1', usd: 12, euro: 16 },
          { id: '2', usd: 14, euro: 22 },
        ],
      },
    });
    for (const representation of seen.at(-1) ?? [])
      expect(
        Object.keys(representation).filter(
          (key) => representation[key] !== undefined && key.startsWith('_v'),
        ),
      ).toEqual([]);
  });

  it('show nothing of that to clients', async () => {
    const { data } = await run('{ __type(name: "Good") { fields { name } } }');
    const names = (data as { __type: { fields: { name: string }[] } }).__type.fields
      .map(({ name }) => name)
      .sort();
    expect(names).toEqual(['deep', 'eur', 'free', 'gbp', 'id', 'maker', 'price', 'usd', 'weight']);
    await expect(planner.plan('{ good { _v1_Good_price } }')).rejects.toThrow(/does not fit/);
  });
});

describe('keys that a subgraph does not resolve', () => {
  it('are not what it is asked by when it comes back for what requires something', async () => {
    const graph = buildGraph({
      names: {
        sdl: `type A @key(fields: "id") { id: ID! name: String } type Query { x: Int }`,
        resolvers: {
          A: {
            __resolveReference: ({ id }: { id: string }) => ({ id }),
            name: ({ id }: { id: string }) => `a.${id}`,
          },
        },
      },
      codes: {
        sdl: `type Query { a: A }
          type A @key(fields: "code { one }", resolvable: false) @key(fields: "id code { one two }") @key(fields: "id", resolvable: false) {
            id: ID! code: Code name: String @external shout: String @requires(fields: "name") }
          type Code @shareable { one: Int two: Int }`,
        resolvers: {
          Query: { a: () => ({ id: '1', code: { one: 1, two: 2 } }) },
          A: {
            __resolveReference: (reference: { id?: string; code: { two?: number } }) =>
              reference.id && reference.code.two ? reference : null,
            shout: ({ name }: { name: string }) => `${name}!`,
          },
        },
      },
    });
    const prepared = await graph.planner.plan('{ a { shout } }');
    expect(await executeOperation(prepared, { sources: graph.sources })).toEqual({
      data: { a: { shout: 'a.1!' } },
    });
  });
});
