import { type Construct, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;

/** Fields and value types that several subgraphs have, whole or in part, and roots whose entities they share. */
export const shareable: Construct = {
  subgraphs: {
    shops: {
      sdl: `type Query { shop: Shop shops: [Shop] version: String @shareable } type Subscription { opened: Shop }
        type Shop @key(fields: "id") { id: ID! at: Place @shareable hours: [Span!] @shareable name: String @shareable }
        type Place @shareable { city: String point: Point } type Point @shareable { x: Int y: Int } type Span @shareable { from: Int to: Int }`,
      resolvers: {
        Query: {
          shop: () => ({ id: '1' }),
          shops: () => [{ id: '1' }, null, { id: '2' }],
          version: () => '1',
        },
        Subscription: { opened: streamOf({ id: '2' }) },
        Shop: {
          __resolveReference: asGiven,
          at: ({ id }: Row) => (id === '1' ? { city: 'Graz', point: { x: 1, y: 2 } } : null),
          hours: () => [{ from: 8, to: 12 }],
          name: ({ id }: Row) => `Shop ${id}`,
        },
      },
    },
    maps: {
      sdl: `type Query { version: String @shareable nearest: Shop }
        type Shop @key(fields: "id") { id: ID! at: Place @shareable hours: [Span!] @shareable name: String @shareable stars: Int }
        type Place @shareable { city: String point: Point zip: String } type Point @shareable { x: Int y: Int } type Span @shareable { from: Int to: Int days: [String!] }`,
      resolvers: {
        Query: { version: () => '1', nearest: () => ({ id: '1' }) },
        Shop: {
          __resolveReference: asGiven,
          at: ({ id }: Row) => (id === '1' ? { city: 'Graz', point: { x: 1, y: 2 }, zip: '8010' } : null),
          hours: () => [{ from: 8, to: 12, days: ['Mo', 'Tu'] }],
          name: ({ id }: Row) => `Shop ${id}`,
          stars: () => 5,
        },
      },
    },
  },
  cases: [
    {
      document: '{ version shop { name at { city point { x } } } }',
      data: { version: '1', shop: { name: 'Shop 1', at: { city: 'Graz', point: { x: 1 } } } },
    },
    {
      document: '{ shops { at { zip point { y } } hours { days from } } }',
      data: {
        shops: [
          { at: { zip: '8010', point: { y: 2 } }, hours: [{ days: ['Mo', 'Tu'], from: 8 }] },
          null,
          { at: null, hours: [{ days: ['Mo', 'Tu'], from: 8 }] },
        ],
      },
    },
    {
      document: '{ nearest { stars at { zip __typename } hours { to } name } }',
      data: {
        nearest: { stars: 5, at: { zip: '8010', __typename: 'Place' }, hours: [{ to: 12 }], name: 'Shop 1' },
      },
    },
    {
      document: 'subscription { opened { stars name hours { days } at { zip } } }',
      events: [{ opened: { stars: 5, name: 'Shop 2', hours: [{ days: ['Mo', 'Tu'] }], at: null } }],
    },
  ],
};

/** Namespaces: roots that nest, each part of which is another subgraph's; parts of one answer from several. */
export const sharedRoots: Construct = {
  subgraphs: {
    invoices: {
      sdl: `type Query { billing: Billing! @shareable } type Mutation { billing: BillingMutation! @shareable } type Billing @shareable { open: Int bank: Bank } type Bank @shareable { name: String }
        type BillingMutation @shareable { close(id: ID!): String }`,
      resolvers: {
        Query: { billing: () => ({ open: 3, bank: { name: 'B' } }) },
        Mutation: { billing: () => ({}) },
        BillingMutation: { close: (_: unknown, { id }: { id: string }) => `closed ${id}` },
      },
    },
    payments: {
      sdl: `type Query { billing: Billing! @shareable } type Mutation { refund: Int } type Billing @shareable { paid: Int bank: Bank } type Bank @shareable { code: String }`,
      resolvers: {
        Query: { billing: () => ({ paid: 9, bank: { code: 'c' } }) },
        Mutation: { refund: () => 1 },
      },
    },
  },
  cases: [
    { document: '{ billing { open paid } }', data: { billing: { open: 3, paid: 9 } } },
    {
      document: '{ billing { bank { code name } paid __typename } again: billing { bank { name } } }',
      data: {
        billing: { bank: { code: 'c', name: 'B' }, paid: 9, __typename: 'Billing' },
        again: { bank: { name: 'B' } },
      },
    },
    {
      document: 'mutation { refund billing { close(id: "7") } last: refund }',
      data: { refund: 1, billing: { close: 'closed 7' }, last: 1 },
    },
  ],
};
