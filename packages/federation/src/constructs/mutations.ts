import { type Construct, finding, streamOf } from './construct.ts';

const users = [{ id: '1', name: 'Ada' }];

/** Mutations of several subgraphs one after the other, completed by others; roots under other names. */
export const mutations: Construct = {
  subgraphs: {
    users: {
      sdl: `schema { query: UsersQuery mutation: UsersMutation subscription: UsersEvents } type UsersQuery { me: User } type UsersMutation { addUser(name: String!): AddUser! } type UsersEvents { added: User }
        union AddUser = User | Taken type Taken { why: String! } type User @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        UsersQuery: { me: () => users[0] },
        UsersMutation: {
          addUser: (_: unknown, { name }: { name: string }) =>
            name === 'Ada'
              ? { __typename: 'Taken', why: 'There is one' }
              : { __typename: 'User', id: '2', name },
        },
        UsersEvents: { added: streamOf({ id: '1', name: 'Ada' }) },
        User: { __resolveReference: finding(users, 'id') },
      },
    },
    carts: {
      sdl: `type Query { cart: Cart } type Mutation { put(item: ID!, count: Int = 1): Cart empty: Cart } type Cart { owner: User items: [ID!]! } type User @key(fields: "id") { id: ID! cart: Cart }`,
      resolvers: {
        Query: { cart: () => ({ owner: { id: '1' }, items: ['a'] }) },
        Mutation: {
          put: (_: unknown, { item, count }: { item: string; count: number }) => ({
            owner: { id: '1' },
            items: Array.from({ length: count }, () => item),
          }),
          empty: () => ({ owner: null, items: [] }),
        },
        User: {
          __resolveReference: (user: unknown) => user,
          cart: ({ id }: { id: string }) => ({ owner: { id }, items: [id] }),
        },
      },
    },
  },
  cases: [
    {
      document: '{ __typename me { cart { items owner { name } } } }',
      data: { __typename: 'Query', me: { cart: { items: ['1'], owner: { name: 'Ada' } } } },
    },
    {
      document:
        'mutation($n: Int) { a: put(item: "x", count: $n) { items owner { name } } addUser(name: "Bob") { ... on User { cart { items } name } ... on Taken { why } } empty { items owner { id } } __typename }',
      variables: { n: 2 },
      data: {
        a: { items: ['x', 'x'], owner: { name: 'Ada' } },
        addUser: { cart: { items: ['2'] }, name: 'Bob' },
        empty: { items: [], owner: null },
        __typename: 'Mutation',
      },
    },
    {
      document:
        'mutation { addUser(name: "Ada") { __typename ... on User { cart { items } } ... on Taken { why } } put(item: "y") { items } }',
      data: { addUser: { __typename: 'Taken', why: 'There is one' }, put: { items: ['y'] } },
    },
    {
      document: 'subscription { added { name cart { items owner { name } } } }',
      events: [{ added: { name: 'Ada', cart: { items: ['1'], owner: { name: 'Ada' } } } }],
    },
  ],
};
