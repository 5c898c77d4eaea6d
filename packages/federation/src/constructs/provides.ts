import { type Construct, finding, streamOf } from './construct.ts';

const authors = [
  { id: '1', name: 'Ada', born: 1815, country: { code: 'GB' } },
  { id: '2', name: 'Bob', born: null, country: null },
];
/** Says where a value came from, as far as it may differ. */
const told = { id: '1', name: 'Ada', country: { code: 'GB' } };

/** On a root field, on lists, nested, beside fields that are not provided. */
export const providedFields: Construct = {
  subgraphs: {
    posts: {
      sdl: `type Query { top: Post @provides(fields: "author { name }") posts: [Post] latest: [Post!] @provides(fields: "author { country { code } }") } type Subscription { posted: Post @provides(fields: "author { name }") }
        type Post @key(fields: "id") { id: ID! author: Author writers: [Author] @provides(fields: "name country { code }") }
        type Author @key(fields: "id") { id: ID! name: String @external country: Country @external } type Country @shareable { code: String }`,
      resolvers: {
        Query: {
          top: () => ({ id: 'p', author: told }),
          posts: () => [
            { id: 'p', author: { id: '2' }, writers: [told, null] },
            null,
            { id: 'q', author: null, writers: null },
          ],
          latest: () => [{ id: 'p', author: told, writers: [told] }],
        },
        Subscription: { posted: streamOf({ id: 'p', author: told, writers: [] }) },
        Post: {
          __resolveReference: ({ id }: { id: string }) => ({ id, author: { id: '2' }, writers: [told] }),
        },
        Author: {
          __resolveReference: () => {
            throw new Error('It knows no author by itself.');
          },
        },
      },
    },
    authors: {
      sdl: `type Query { authors: [Author!]! } type Author @key(fields: "id") { id: ID! name: String @shareable born: Int country: Country @shareable posts: [Post] } type Country @shareable { code: String }
        type Post @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: {
        Query: { authors: () => authors },
        Author: {
          __resolveReference: finding(authors, 'id'),
          posts: ({ id }: { id: string }) => (id === '1' ? [{ id: 'p' }] : []),
        },
      },
    },
  },
  cases: [
    { document: '{ top { author { name } } }', data: { top: { author: { name: 'Ada' } } } },
    { document: '{ top { author { name born } } }', data: { top: { author: { name: 'Ada', born: 1815 } } } },
    {
      document: '{ posts { author { name } writers { name country { code } } } }',
      data: {
        posts: [
          { author: { name: 'Bob' }, writers: [{ name: 'Ada', country: { code: 'GB' } }, null] },
          null,
          { author: null, writers: null },
        ],
      },
    },
    {
      document: '{ posts { writers { born country { __typename code } } author { country { code } } } }',
      data: {
        posts: [
          {
            writers: [{ born: 1815, country: { __typename: 'Country', code: 'GB' } }, null],
            author: { country: null },
          },
          null,
          { writers: null, author: null },
        ],
      },
    },
    {
      document: '{ latest { author { country { code } name } writers { id: name } } }',
      data: { latest: [{ author: { country: { code: 'GB' }, name: 'Ada' }, writers: [{ id: 'Ada' }] }] },
    },
    {
      document: '{ authors { name posts { author { name } writers { name born } } } }',
      data: {
        authors: [
          { name: 'Ada', posts: [{ author: { name: 'Bob' }, writers: [{ name: 'Ada', born: 1815 }] }] },
          { name: 'Bob', posts: [] },
        ],
      },
    },
    {
      document: 'subscription { posted { author { name born } writers { name } } }',
      events: [{ posted: { author: { name: 'Ada', born: 1815 }, writers: [] } }],
    },
  ],
};

const pets = [
  { __typename: 'Dog', id: 'd', name: 'Rex', age: 3 },
  { __typename: 'Cat', id: 'c', name: 'Tom', age: 4 },
];

/** Through interfaces and unions, with fragments in `@provides`. */
export const providedAbstract: Construct = {
  subgraphs: {
    homes: {
      sdl: `type Query { home: Home homes: [Home!] } type Subscription { moved: Home }
        type Home { pet: Pet @provides(fields: "... on Dog { name } ... on Cat { name }") any: Animal @provides(fields: "... on Dog { name } ... on Cat { age }") all: [Pet] @provides(fields: "... on Dog { age }") plain: Pet }
        interface Pet { id: ID! name: String } union Animal = Dog | Cat
        type Dog implements Pet @key(fields: "id") { id: ID! name: String @external age: Int @external } type Cat implements Pet @key(fields: "id") { id: ID! name: String @external age: Int @external }`,
      resolvers: {
        Query: {
          home: () => ({ pet: pets[0], any: pets[1], all: [pets[0], null, pets[1]], plain: pets[1] }),
          homes: () => [{ pet: pets[1], any: null, all: null, plain: null }],
        },
        Subscription: { moved: streamOf({ pet: pets[1], any: pets[0], all: [], plain: pets[0] }) },
      },
    },
    pets: {
      sdl: `interface Pet { id: ID! name: String } type Dog implements Pet @key(fields: "id") { id: ID! name: String @shareable age: Int @shareable barks: Boolean } type Cat implements Pet @key(fields: "id") { id: ID! name: String @shareable age: Int @shareable lives: Int }`,
      resolvers: {
        Dog: { __resolveReference: finding(pets, 'id'), barks: () => true },
        Cat: { __resolveReference: finding(pets, 'id'), lives: () => 9 },
      },
    },
  },
  cases: [
    { document: '{ home { pet { name } } }', data: { home: { pet: { name: 'Rex' } } } },
    {
      document:
        '{ home { pet { __typename name ... on Dog { barks age } } plain { name ... on Cat { lives } } } }',
      data: {
        home: {
          pet: { __typename: 'Dog', name: 'Rex', barks: true, age: 3 },
          plain: { name: 'Tom', lives: 9 },
        },
      },
    },
    {
      document:
        '{ home { any { ... on Dog { name age } ... on Cat { age name } ... on Pet { id } } } homes { any { __typename } pet { name } } }',
      data: { home: { any: { age: 4, name: 'Tom', id: 'c' } }, homes: [{ any: null, pet: { name: 'Tom' } }] },
    },
    {
      document: '{ home { all { id ... on Dog { age } ... on Cat { age lives } name } } }',
      data: {
        home: { all: [{ id: 'd', age: 3, name: 'Rex' }, null, { id: 'c', age: 4, lives: 9, name: 'Tom' }] },
      },
    },
    {
      document: 'subscription { moved { pet { name } any { ... on Dog { name barks } } plain { name } } }',
      events: [
        { moved: { pet: { name: 'Tom' }, any: { name: 'Rex', barks: true }, plain: { name: 'Rex' } } },
      ],
    },
  ],
};
