import { type Construct, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;

/** Keys, inputs of `@requires`, types, arguments and values that clients do not see; tags and directives of the subgraphs' own. */
export const inaccessible: Construct = {
  subgraphs: {
    users: {
      sdl: `directive @cached(s: Int) on FIELD_DEFINITION
        type Query { user: User @tag(name: "public") users: [User] things: [Thing] secret: Int @inaccessible } type Subscription { joined: User }
        type User @key(fields: "secretId") @tag(name: "x") { secretId: ID! @inaccessible name(hidden: Int @inaccessible): String @cached(s: 5) weight: Int @inaccessible level: Level }
        enum Level @tag(name: "y") { LOW HIGH ROOT @inaccessible } union Thing = Chair | Ghost type Chair { legs: Int } type Ghost @inaccessible { boo: String } scalar Blob @specifiedBy(url: "https://example.com") @tag(name: "z")`,
      resolvers: {
        Query: {
          user: () => ({ secretId: 's1', level: 'HIGH' }),
          users: () => [
            { secretId: 's1', level: 'LOW' },
            { secretId: 's2', level: 'ROOT' },
          ],
          things: () => [
            { __typename: 'Chair', legs: 4 },
            { __typename: 'Ghost', boo: '!' },
          ],
        },
        Subscription: { joined: streamOf({ secretId: 's3', level: null }) },
        User: {
          __resolveReference: asGiven,
          name: ({ secretId }: Row) => `User ${String(secretId).slice(1)}`,
          weight: () => 70,
        },
      },
    },
    orders: {
      sdl: `type Query { buyer: User } type User @key(fields: "secretId") { secretId: ID! weight: Int @external orders: [Order!]! ratio: Int @requires(fields: "weight") cost: Cost } type Order { total: Int buyer: User } type Cost @inaccessible { c: Int }`.replace(
        ' cost: Cost',
        ' cost: Cost @inaccessible',
      ),
      resolvers: {
        Query: { buyer: () => ({ secretId: 's9' }) },
        User: {
          __resolveReference: asGiven,
          orders: ({ secretId }: Row) => [{ total: 7, buyer: { secretId } }],
          ratio: ({ weight }: { weight: number }) => weight * 2,
        },
      },
    },
  },
  hidden: [
    'secretId',
    'weight',
    'ROOT',
    'Ghost',
    'secret',
    'hidden',
    'Cost',
    'tag',
    'cached',
    'inaccessible',
  ],
  cases: [
    {
      document: '{ user { name orders { total } } }',
      data: { user: { name: 'User 1', orders: [{ total: 7 }] } },
    },
    {
      document: '{ user { ratio level } buyer { name ratio } }',
      data: { user: { ratio: 140, level: 'HIGH' }, buyer: { name: 'User 9', ratio: 140 } },
    },
    {
      document: '{ users { level orders { buyer { name __typename } } } }',
      data: {
        users: [
          { level: 'LOW', orders: [{ buyer: { name: 'User 1', __typename: 'User' } }] },
          { level: null, orders: [{ buyer: { name: 'User 2', __typename: 'User' } }] },
        ],
      },
      errors: ['users.1.level INVALID_SUBGRAPH_VALUE'],
    },
    {
      document: '{ things { ... on Chair { legs } __typename } }',
      data: { things: [{ legs: 4, __typename: 'Chair' }, null] },
      errors: ['things.1 INVALID_SUBGRAPH_VALUE'],
    },
    {
      document: '{ user { secretId: name weight: ratio } }',
      data: { user: { secretId: 'User 1', weight: 140 } },
    },
    {
      document:
        '{ __type(name: "User") { name fields { name } } ghost: __type(name: "Ghost") { name } level: __type(name: "Level") { enumValues { name } } user { __typename } }',
      data: {
        __type: {
          name: 'User',
          fields: [{ name: 'orders' }, { name: 'ratio' }, { name: 'name' }, { name: 'level' }],
        },
        ghost: null,
        level: { enumValues: [{ name: 'LOW' }, { name: 'HIGH' }] },
        user: { __typename: 'User' },
      },
    },
    {
      document: 'subscription { joined { name ratio orders { total } } }',
      events: [{ joined: { name: 'User 3', ratio: 140, orders: [{ total: 7 }] } }],
    },
  ],
};
