import { type Construct, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;
const says = (word: string) => () => word;

/** Moved for good, at once or step by step by labels; each subgraph answers with its own name. */
export const override: Construct = {
  subgraphs: {
    old: {
      sdl: `type Query { bill: Bill bills: [Bill] motd: String rate: String } type Mutation { pay: Bill } type Subscription { paid: Bill }
        type Bill @key(fields: "id") { id: ID! state: String total: String tax: String fee: String lines: [Line!] notes: String }
        type Line @shareable { by: String }`,
      resolvers: {
        Query: {
          bill: () => ({ id: '1' }),
          bills: () => [{ id: '1' }, null],
          motd: says('old'),
          rate: says('old'),
        },
        Mutation: { pay: () => ({ id: '2' }) },
        Subscription: { paid: streamOf({ id: '3' }) },
        Bill: {
          __resolveReference: asGiven,
          state: says('old'),
          total: says('old'),
          tax: says('old'),
          fee: says('old'),
          notes: says('old'),
          lines: () => [{ by: 'old' }],
        },
      },
    },
    fresh: {
      sdl: `type Query { motd: String @override(from: "old") rate: String @override(from: "old", label: "new-billing") }
        type Bill @key(fields: "id") { id: ID! state: String @override(from: "old") total: String @override(from: "old", label: "new-billing")
          tax: String @override(from: "old", label: "percent(0)") fee: String @override(from: "old", label: "percent(100)")
          lines: [Line!] @override(from: "old", label: "new-lines") extra: String }
        type Line @shareable { by: String }`,
      resolvers: {
        Query: { motd: says('fresh'), rate: says('fresh') },
        Bill: {
          __resolveReference: asGiven,
          state: says('fresh'),
          total: says('fresh'),
          tax: says('fresh'),
          fee: says('fresh'),
          extra: says('fresh'),
          lines: () => [{ by: 'fresh' }],
        },
      },
    },
    sums: {
      sdl: `type Bill @key(fields: "id") { id: ID! state: String @external notes: String @override(from: "old") sum: String @requires(fields: "state") }`,
      resolvers: {
        Bill: {
          __resolveReference: asGiven,
          notes: says('sums'),
          sum: ({ state }: Row) => `sum of ${state}`,
        },
      },
    },
  },
  cases: [
    {
      document: '{ bill { state notes } motd }',
      data: { bill: { state: 'fresh', notes: 'sums' }, motd: 'fresh' },
    },
    { document: '{ bill { total } rate }', data: { bill: { total: 'old' }, rate: 'old' } },
    {
      document: '{ bill { total } rate }',
      labels: ['new-billing'],
      data: { bill: { total: 'fresh' }, rate: 'fresh' },
    },
    {
      document: '{ bills { tax fee __typename } }',
      data: { bills: [{ tax: 'old', fee: 'fresh', __typename: 'Bill' }, null] },
    },
    { document: '{ bills { tax } }', labels: ['percent(0)'], data: { bills: [{ tax: 'fresh' }, null] } },
    { document: '{ bills { sum extra } }', data: { bills: [{ sum: 'sum of fresh', extra: 'fresh' }, null] } },
    {
      document: '{ bills { sum extra } }',
      labels: ['new-billing', 'new-lines'],
      data: { bills: [{ sum: 'sum of fresh', extra: 'fresh' }, null] },
    },
    {
      document: '{ bill { lines { by } total } }',
      labels: ['new-lines'],
      data: { bill: { lines: [{ by: 'fresh' }], total: 'old' } },
    },
    {
      document: '{ bill { lines { by } total } }',
      labels: ['new-billing', 'nobody-has-this'],
      data: { bill: { lines: [{ by: 'old' }], total: 'fresh' } },
    },
    {
      document: 'mutation { pay { total state sum } }',
      data: { pay: { total: 'old', state: 'fresh', sum: 'sum of fresh' } },
    },
    {
      document: 'subscription { paid { state total sum fee } }',
      events: [{ paid: { state: 'fresh', total: 'old', sum: 'sum of fresh', fee: 'fresh' } }],
    },
    {
      document: 'subscription { paid { state total sum fee } }',
      labels: ['new-billing'],
      events: [{ paid: { state: 'fresh', total: 'fresh', sum: 'sum of fresh', fee: 'fresh' } }],
    },
  ],
};
