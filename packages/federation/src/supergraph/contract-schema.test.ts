import { describe, expect, it } from '@jest/globals';
import { buildSchema, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { createPlanner, OperationRefused } from '../plan/plan.ts';
import { executeOperation } from '../run/execute.ts';
import { createLocalSource } from '../source/local-source.ts';
import { composeSupergraph } from './compose.ts';
import { type Contract, contractSchema } from './contract-schema.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@shareable"])\n';
const shop = `${link}
  type Query {
    product(id: ID!, secret: Boolean @tag(name: "staff")): Product @tag(name: "public")
    thing: Thing @tag(name: "public")
    node: Node @tag(name: "public")
    suppliers: [Supplier!]!
  }
  type Mutation { buy(input: Buy!): Outcome! @tag(name: "public") restock(id: ID!): Product }
  type Subscription { stock: Int! }
  type Product @key(fields: "id") {
    id: ID! @tag(name: "public")
    name: String! @tag(name: "public")
    cost: Int!
    supplier: Supplier @tag(name: "public")
    size: Size @tag(name: "public")
  }
  type Supplier { name: String! margin: Int! }
  enum Size { SMALL LARGE LEGACY @tag(name: "staff") }
  input Buy { product: ID! note: String @tag(name: "staff") colour: Colour }
  enum Colour { RED }
  union Outcome = Bought | NotBought
  type Bought @tag(name: "public") { product: Product! }
  type NotBought implements Problem @tag(name: "public") { code: String! }
  type Elsewhere implements Problem @tag(name: "public") { code: String! }
  interface Problem @tag(name: "public") { code: String! }
  union Thing = Supplier | Hidden
  type Hidden { name: String! }
  interface Node @tag(name: "public") { id: ID! }
  type Post implements Node { id: ID! @tag(name: "public") text: String! }
`;
const stock = `${link} type Product @key(fields: "id") { id: ID! left: Int! @tag(name: "public") reserved: Int! }`;

const { supergraphSdl } = composeSupergraph([
  { name: 'shop', sdl: shop, url: 'http://shop' },
  { name: 'stock', sdl: stock, url: 'http://stock' },
]);
const planner = createPlanner(supergraphSdl);
const shownBy = (contract: Partial<Contract>) =>
  contractSchema(supergraphSdl, planner.apiSchema, { includeTags: [], excludeTags: [], ...contract });
const publicly = shownBy({ includeTags: ['public'], excludeTags: ['staff'] });

describe('A contract', () => {
  it('shows what has its tags, what those come with, and nothing else', () => {
    const expected = buildSchema(`
      type Query { product(id: ID!): Product node: Node }
      type Mutation { buy(input: Buy!): Outcome! }
      type Product { id: ID! name: String! size: Size left: Int! }
      enum Size { SMALL LARGE }
      input Buy { product: ID! colour: Colour }
      enum Colour { RED }
      union Outcome = Bought | NotBought
      type Bought { product: Product! }
      type NotBought implements Problem { code: String! }
      interface Problem { code: String! }
      interface Node { id: ID! }
      type Post implements Node { id: ID! }
    `);
    const printed = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));
    expect(printed(publicly)).toBe(printed(expected));
  });

  it('that only leaves out shows all the rest', () => {
    const shown = printSchema(shownBy({ excludeTags: ['public'] }));
    expect(shown).toContain('suppliers: [Supplier!]!');
    expect(shown).not.toMatch(/product\(|Outcome|NotBought/);
  });

  it('that shows no query is refused', () => {
    expect(() => shownBy({ includeTags: ['nobody'] })).toThrow(/the contract shows nothing/);
  });
});

describe('A planner narrowed to a contract', () => {
  const narrowed = planner.narrowed(publicly);
  const sources = new Map([
    [
      'shop',
      createLocalSource({
        schema: buildSchema(
          'type Query { product(id: ID!): Product } type Product { id: ID! name: String! __typename: String }',
        ),
        rootValue: { product: { id: '1', name: 'Lamp' } },
      }),
    ],
    ['stock', { execute: async () => ({ data: { _entities: [{ __typename: 'Product', left: 3 }] } }) }],
  ]);

  it('answers what it shows, from all subgraphs', async () => {
    const prepared = await narrowed.plan('{ product(id: 1) { name left } }');
    const answer = await executeOperation(prepared, { sources, variables: {}, context: {} });
    expect(answer).toEqual({ data: { product: { name: 'Lamp', left: 3 } } });
  });

  it.each([
    '{ product(id: 1) { cost } }',
    '{ suppliers { name } }',
    '{ product(id: 1, secret: true) { id } }',
    'subscription { stock }',
  ])('refuses %s like what is not there at all', async (document) => {
    await expect(narrowed.plan(document)).rejects.toThrow(OperationRefused);
    await expect(planner.plan(document)).resolves.toBeDefined();
  });

  it('introspects as what it shows', async () => {
    const prepared = await narrowed.plan(
      '{ __schema { types { name } } __type(name: "Product") { fields { name } } supplier: __type(name: "Supplier") { name } }',
    );
    const { data } = await executeOperation(prepared, { sources, variables: {}, context: {} });
    expect(data?.supplier).toBeNull();
    expect(data?.__type).toEqual({ fields: ['id', 'name', 'size', 'left'].map((name) => ({ name })) });
    expect(JSON.stringify(data)).not.toContain('Supplier');
  });
});
