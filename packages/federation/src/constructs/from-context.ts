import { type Construct, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;
const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@context", "@fromContext"])\n`;

const shops = [
  { id: 'at', currency: 'EUR', limits: { max: 9 } },
  { id: 'us', currency: 'USD', limits: null },
];

/** Arguments that come out of an object above, near and far, of this subgraph and of another one. */
export const fromContext: Construct = {
  subgraphs: {
    shops: {
      head,
      sdl: `type Query { shop: Shop shops: [Shop] seller: Seller } type Mutation { open: Shop } type Subscription { opened: Shop }
        type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! limits: Limits best: Item items: [Item] country: String @external shelf: Shelf }
        type Shelf { items: [Item!] } type Limits { max: Int }
        union Seller = Stall | Van type Stall @context(name: "seller") { sign: String! item: Ware } type Van @context(name: "seller") { plate: String! item: Ware }
        type Item @key(fields: "id") { id: ID!
          price(currency: String @fromContext(field: "$shop { currency }"), times: Int = 1): String
          room(max: Int @fromContext(field: "$shop { limits { max } }")): String
          duty(country: String @fromContext(field: "$shop { country }")): String }
        type Ware @key(fields: "id") { id: ID! soldBy(who: String @fromContext(field: "$seller ... on Stall { sign } ... on Van { plate }")): String }`,
      resolvers: {
        Query: {
          shop: () => shops[0],
          shops: () => [shops[0], null, shops[1]],
          seller: () => ({ __typename: 'Van', plate: 'W-1', item: { id: '7' } }),
        },
        Mutation: { open: () => shops[1] },
        Subscription: { opened: streamOf(shops[1], null, shops[0]) },
        Shop: {
          __resolveReference: ({ id }: Row) => shops.find((shop) => shop.id === id),
          best: () => ({ id: '1' }),
          items: () => [{ id: '1' }, null, { id: '2' }],
          shelf: () => ({ items: [{ id: '3' }] }),
        },
        Item: {
          __resolveReference: asGiven,
          price: ({ id }: Row, { currency, times }: Row) => `${id}×${times} ${currency}`,
          room: (_: unknown, { max }: Row) => `up to ${max}`,
          duty: ({ id }: Row, { country }: Row) => `${id} to ${country}`,
        },
        Ware: { __resolveReference: asGiven, soldBy: (_: unknown, { who }: Row) => `by ${who}` },
      },
    },
    lands: {
      head,
      sdl: `type Shop @key(fields: "id") { id: ID! country: String } type Item @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        Shop: { __resolveReference: asGiven, country: ({ id }: Row) => (id === 'at' ? 'Austria' : null) },
        Item: { __resolveReference: asGiven, name: ({ id }: Row) => `Item ${id}` },
      },
    },
  },
  hidden: ['context', 'fromContext', 'who'],
  cases: [
    { document: '{ shop { best { price } } }', data: { shop: { best: { price: '1×1 EUR' } } } },
    {
      document: '{ shops { items { id price(times: 2) name } } }',
      data: {
        shops: [
          {
            items: [
              { id: '1', price: '1×2 EUR', name: 'Item 1' },
              null,
              { id: '2', price: '2×2 EUR', name: 'Item 2' },
            ],
          },
          null,
          {
            items: [
              { id: '1', price: '1×2 USD', name: 'Item 1' },
              null,
              { id: '2', price: '2×2 USD', name: 'Item 2' },
            ],
          },
        ],
      },
    },
    {
      document: '{ shops { shelf { items { price room } } best { room } } }',
      data: {
        shops: [
          { shelf: { items: [{ price: '3×1 EUR', room: 'up to 9' }] }, best: { room: 'up to 9' } },
          null,
          { shelf: { items: [{ price: '3×1 USD', room: 'up to null' }] }, best: { room: 'up to null' } },
        ],
      },
    },
    {
      document: '{ shops { best { duty name } country } }',
      data: {
        shops: [
          { best: { duty: '1 to Austria', name: 'Item 1' }, country: 'Austria' },
          null,
          { best: { duty: '1 to null', name: 'Item 1' }, country: null },
        ],
      },
    },
    {
      document:
        'query($t: Int, $d: Boolean!) { shop { currency: id best { price(times: $t) duty @include(if: $d) } } }',
      variables: { t: 3, d: false },
      data: { shop: { currency: 'at', best: { price: '1×3 EUR' } } },
    },
    {
      document: '{ seller { ... on Van { item { soldBy __typename } } ... on Stall { item { soldBy } } } }',
      data: { seller: { item: { soldBy: 'by W-1', __typename: 'Ware' } } },
    },
    {
      document: 'mutation { open { best { price duty } } }',
      data: { open: { best: { price: '1×1 USD', duty: '1 to null' } } },
    },
    {
      document: 'subscription { opened { items { price name } best { duty } } }',
      events: [
        {
          opened: {
            items: [{ price: '1×1 USD', name: 'Item 1' }, null, { price: '2×1 USD', name: 'Item 2' }],
            best: { duty: '1 to null' },
          },
        },
        { opened: null },
        {
          opened: {
            items: [{ price: '1×1 EUR', name: 'Item 1' }, null, { price: '2×1 EUR', name: 'Item 2' }],
            best: { duty: '1 to Austria' },
          },
        },
      ],
    },
  ],
};
