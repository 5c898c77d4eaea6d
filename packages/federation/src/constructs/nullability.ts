import { type Construct, finding, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;
const fail = () => {
  throw new Error('It fails');
};

const known = [{ id: '1', must: 'yes', may: 'yes' }];

/** What is not there: entities that are unknown, fields that fail, nulls that travel up through lists, as far as they may. */
export const nullability: Construct = {
  subgraphs: {
    roots: {
      sdl: `type Query { thing: Thing sure: Thing! things: [Thing] sureThings: [Thing!] box: Box } type Mutation { make: Thing! } type Subscription { made: Thing things: [Thing!] }
        type Box { inner: Inner! label: String } type Inner { thing: Thing! } type Thing @key(fields: "id") { id: ID! broken: String sureBroken: String! }`,
      resolvers: {
        Query: {
          thing: () => ({ id: '1' }),
          sure: () => ({ id: '2' }),
          things: () => [{ id: '1' }, { id: '2' }, null],
          sureThings: () => [{ id: '1' }, { id: '2' }],
          box: () => ({ inner: { thing: { id: '2' } }, label: 'box' }),
        },
        Mutation: { make: () => ({ id: '2' }) },
        Subscription: { made: streamOf({ id: '2' }, { id: '1' }), things: streamOf([{ id: '2' }]) },
        Thing: { __resolveReference: asGiven, broken: fail, sureBroken: fail },
      },
    },
    facts: {
      sdl: `type Thing @key(fields: "id") { id: ID! must: String! may: String mays: [String!] next: Thing! broke: Int after: String }`,
      resolvers: {
        Thing: {
          __resolveReference: finding(known, 'id'),
          next: () => ({ id: '2' }),
          broke: fail,
          mays: () => ['a', null],
        },
      },
    },
    later: {
      sdl: `type Thing @key(fields: "id") { id: ID! may: String @external broke: Int @external shout: String @requires(fields: "may") sum: Int @requires(fields: "broke") }`,
      resolvers: {
        Thing: {
          __resolveReference: asGiven,
          shout: ({ may }: Row) => `${may}!`,
          sum: ({ broke }: Row) => (broke === null ? 0 : 1),
        },
      },
    },
  },
  cases: [
    {
      document: '{ things { id may } }',
      data: { things: [{ id: '1', may: 'yes' }, { id: '2', may: null }, null] },
    },
    {
      document: '{ things { id must } }',
      data: { things: [{ id: '1', must: 'yes' }, null, null] },
      errors: ['things.1.must NULL_IN_NON_NULL_FIELD'],
    },
    {
      document: '{ sureThings { must } thing { may } }',
      data: { sureThings: null, thing: { may: 'yes' } },
      errors: ['sureThings.1.must NULL_IN_NON_NULL_FIELD'],
    },
    {
      document: '{ box { label inner { thing { must } } } thing { id } }',
      data: { box: null, thing: { id: '1' } },
      errors: ['box.inner.thing.must NULL_IN_NON_NULL_FIELD'],
    },
    { document: '{ sure { must } thing { id } }', data: null, errors: ['sure.must NULL_IN_NON_NULL_FIELD'] },
    {
      document: '{ thing { mays id } }',
      data: { thing: { mays: null, id: '1' } },
      errors: ['thing.mays.1 DOWNSTREAM_SERVICE_ERROR'],
    },
    {
      document: '{ thing { broken may } things { sureBroken may } }',
      data: { thing: { broken: null, may: 'yes' }, things: [null, null, null] },
      errors: [
        'thing.broken DOWNSTREAM_SERVICE_ERROR',
        'things.0.sureBroken DOWNSTREAM_SERVICE_ERROR',
        'things.1.sureBroken DOWNSTREAM_SERVICE_ERROR',
      ],
    },
    {
      document: '{ thing { next { id may next { id } } } }',
      data: { thing: { next: { id: '2', may: null, next: { id: '2' } } } },
    },
    { document: '{ things { shout } }', data: { things: [{ shout: 'yes!' }, { shout: null }, null] } },
    {
      document: '{ thing { sum } }',
      data: { thing: { sum: 0 } },
      errors: ['thing DOWNSTREAM_SERVICE_ERROR'],
    },
    { document: 'mutation { make { id must } }', data: null, errors: ['make.must NULL_IN_NON_NULL_FIELD'] },
    {
      document: 'subscription { made { must may } }',
      events: [{ made: null }, { made: { must: 'yes', may: 'yes' } }],
      errors: ['made.must NULL_IN_NON_NULL_FIELD'],
    },
    {
      document: 'subscription { things { must } }',
      events: [{ things: null }],
      errors: ['things.0.must NULL_IN_NON_NULL_FIELD'],
    },
  ],
};
