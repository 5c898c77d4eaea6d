import { type Construct, finding, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;

const media = [
  { __typename: 'Song', id: '1', title: 'Nana', seconds: 60 },
  { __typename: 'Clip', id: '2', title: 'Cat', width: 640 },
];
const stars: Record<string, number> = { '1': 5, '2': 3 };

/** An entity interface, and subgraphs that know all its implementations as one type and give it more fields. */
export const interfaceObject: Construct = {
  subgraphs: {
    media: {
      sdl: `type Query { media: [Media] medium(id: ID!): Media song: Song } union Work = Song | Person type Person { name: String } type Mutation { publish: Media } type Subscription { published: Media }
        interface Media @key(fields: "id") { id: ID! title: String } type Song implements Media @key(fields: "id") { id: ID! title: String seconds: Int } type Clip implements Media @key(fields: "id") { id: ID! title: String width: Int! }`,
      resolvers: {
        Query: {
          media: () => [media[0], null, media[1]],
          medium: (_: unknown, { id }: { id: string }) => media.find((one) => one.id === id),
          song: () => media[0],
        },
        Mutation: { publish: () => media[1] },
        Subscription: { published: streamOf(media[0], media[1]) },
        Media: {
          __resolveReference: finding(media, 'id'),
          __resolveType: ({ __typename }: Row) => __typename,
        },
        Song: { __resolveReference: finding(media, 'id') },
        Clip: { __resolveReference: finding(media, 'id') },
      },
    },
    ratings: {
      sdl: `type Query { topRated: [Media!]! raters: [Rater] } type Subscription { rated: Media }
        type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int raters: [Rater!] } type Rater { name: String favourite: Media }`,
      resolvers: {
        Query: {
          topRated: () => [{ id: '1' }, { id: '2' }],
          raters: () => [{ name: 'Ada', favourite: { id: '2' } }, null, { name: 'Bob', favourite: null }],
        },
        Subscription: { rated: streamOf({ id: '2' }, { id: '1' }) },
        Media: {
          __resolveReference: asGiven,
          stars: ({ id }: { id: string }) => stars[id],
          raters: ({ id }: Row) => (id === '1' ? [{ name: 'Ada', favourite: { id: '2' } }] : []),
        },
      },
    },
    badges: {
      sdl: `type Media @interfaceObject @key(fields: "id") { id: ID! title: String @external stars: Int @external badge: String @requires(fields: "title stars") size: Int loud(much: Int): String! @requires(fields: "title") }`,
      resolvers: {
        Media: {
          __resolveReference: asGiven,
          badge: ({ title, stars: count }: Row) => `${title} ${count}`,
          size: ({ id }: Row) => Number(id) * 100,
          loud: ({ title }: { title: string }, { much }: { much?: number }) =>
            title.toUpperCase() + '!'.repeat(much ?? 1),
        },
      },
    },
  },
  cases: [
    {
      document: '{ media { id stars } }',
      data: { media: [{ id: '1', stars: 5 }, null, { id: '2', stars: 3 }] },
    },
    {
      document: '{ media { __typename title stars badge ... on Song { seconds } ... on Clip { width } } }',
      data: {
        media: [
          { __typename: 'Song', title: 'Nana', stars: 5, badge: 'Nana 5', seconds: 60 },
          null,
          { __typename: 'Clip', title: 'Cat', stars: 3, badge: 'Cat 3', width: 640 },
        ],
      },
    },
    { document: '{ topRated { stars } }', data: { topRated: [{ stars: 5 }, { stars: 3 }] } },
    {
      document: '{ topRated { __typename id title stars } }',
      data: {
        topRated: [
          { __typename: 'Song', id: '1', title: 'Nana', stars: 5 },
          { __typename: 'Clip', id: '2', title: 'Cat', stars: 3 },
        ],
      },
    },
    {
      document: '{ media { id size ... on Song { loud } } }',
      data: { media: [{ id: '1', size: 100, loud: 'NANA!' }, null, { id: '2', size: 200 }] },
    },
    {
      document:
        'query($n: Int, $x: Boolean! = true) { media { ... on Song { size loud(much: $n) badge } ... on Clip { size more: loud @include(if: $x) } } }',
      variables: { n: 2 },
      data: {
        media: [{ size: 100, loud: 'NANA!!', badge: 'Nana 5' }, null, { size: 200, more: 'CAT!' }],
      },
    },
    {
      document: '{ media { size ... on Song { badge } ... on Clip { loud } } }',
      data: { media: [{ size: 100, badge: 'Nana 5' }, null, { size: 200, loud: 'CAT!' }] },
    },
    {
      document: 'subscription { published { size ... on Clip { loud } } }',
      events: [{ published: { size: 100 } }, { published: { size: 200, loud: 'CAT!' } }],
    },
    {
      document: '{ topRated { stars ... on Work { __typename } } }',
      data: { topRated: [{ stars: 5, __typename: 'Song' }, { stars: 3 }] },
    },
    {
      document:
        '{ topRated { id ...W raters { name favourite { ...W } } } } fragment W on Work { ... on Media { title stars __typename } ... on Song { seconds } }',
      data: {
        topRated: [
          {
            id: '1',
            title: 'Nana',
            stars: 5,
            __typename: 'Song',
            seconds: 60,
            raters: [{ name: 'Ada', favourite: {} }],
          },
          { id: '2', raters: [] },
        ],
      },
    },
    {
      document:
        'query($x: Boolean!, $y: Boolean = false) { topRated { stars ... on Work @include(if: $x) { ... on Media @skip(if: $y) { __typename } } } }',
      variables: { x: true },
      data: { topRated: [{ stars: 5, __typename: 'Song' }, { stars: 3 }] },
    },
    {
      document: '{ topRated { ... on Song { seconds stars } ... on Clip { width } } }',
      data: { topRated: [{ seconds: 60, stars: 5 }, { width: 640 }] },
    },
    {
      document: '{ topRated { badge raters { name favourite { __typename title } } } }',
      data: {
        topRated: [
          { badge: 'Nana 5', raters: [{ name: 'Ada', favourite: { __typename: 'Clip', title: 'Cat' } }] },
          { badge: 'Cat 3', raters: [] },
        ],
      },
    },
    {
      document: '{ song { stars title badge __typename } medium(id: "2") { stars ... on Clip { badge } } }',
      data: {
        song: { stars: 5, title: 'Nana', badge: 'Nana 5', __typename: 'Song' },
        medium: { stars: 3, badge: 'Cat 3' },
      },
    },
    {
      document: '{ raters { name favourite { ... on Clip { width } ... on Song { seconds } } } }',
      data: { raters: [{ name: 'Ada', favourite: { width: 640 } }, null, { name: 'Bob', favourite: null }] },
    },
    {
      document:
        'query($x: Boolean!) { topRated { id ...S @include(if: $x) ... on Clip @skip(if: $x) { title } } } fragment S on Song { title badge }',
      variables: { x: true },
      data: { topRated: [{ id: '1', title: 'Nana', badge: 'Nana 5' }, { id: '2' }] },
    },
    {
      document:
        'query($x: Boolean!) { topRated { id ...S @include(if: $x) ... on Clip @skip(if: $x) { title } } } fragment S on Song { title badge }',
      variables: { x: false },
      data: { topRated: [{ id: '1' }, { id: '2', title: 'Cat' }] },
    },
    {
      document: 'mutation { publish { id stars badge } }',
      data: { publish: { id: '2', stars: 3, badge: 'Cat 3' } },
    },
    {
      document: 'subscription { published { stars ... on Song { badge } } }',
      events: [{ published: { stars: 5, badge: 'Nana 5' } }, { published: { stars: 3 } }],
    },
    {
      document: 'subscription { rated { __typename stars title } }',
      events: [
        { rated: { __typename: 'Clip', stars: 3, title: 'Cat' } },
        { rated: { __typename: 'Song', stars: 5, title: 'Nana' } },
      ],
    },
  ],
};

/** An entity interface whose implementations two subgraphs have, completed without interface objects. */
export const entityInterface: Construct = {
  subgraphs: {
    accounts: {
      sdl: `type Query { accounts: [Account] } interface Account @key(fields: "id") { id: ID! mail: String } type Person implements Account @key(fields: "id") { id: ID! mail: String } type Firm implements Account @key(fields: "id") { id: ID! mail: String staff: Int }`,
      resolvers: {
        Query: {
          accounts: () => [
            { __typename: 'Person', id: 'p', mail: 'p@x' },
            { __typename: 'Firm', id: 'f', mail: null, staff: 2 },
            null,
          ],
        },
        Account: {
          __resolveReference: ({ id }: { id: string }) => ({
            __typename: id === 'p' ? 'Person' : 'Firm',
            id,
            mail: `${id}@x`,
          }),
        },
        Person: { __resolveReference: ({ id }: Row) => ({ id, mail: `${id}@x` }) },
        Firm: { __resolveReference: ({ id }: Row) => ({ id, mail: `${id}@x` }) },
      },
    },
    debts: {
      sdl: `type Query { debtors: [Debtor!] } interface Debtor { debt: Int } type Person implements Debtor @key(fields: "id") { id: ID! debt: Int } type Firm implements Debtor @key(fields: "id") { id: ID! debt: Int }`,
      resolvers: {
        Query: {
          debtors: () => [
            { __typename: 'Firm', id: 'f' },
            { __typename: 'Person', id: 'p' },
          ],
        },
        Person: { __resolveReference: asGiven, debt: () => 1 },
        Firm: { __resolveReference: asGiven, debt: () => 1000 },
      },
    },
  },
  cases: [
    {
      document: '{ accounts { id ... on Debtor { debt } } }',
      data: { accounts: [{ id: 'p', debt: 1 }, { id: 'f', debt: 1000 }, null] },
    },
    {
      document: '{ accounts { ... on Firm { staff debt } ... on Person { debt mail } } }',
      data: { accounts: [{ debt: 1, mail: 'p@x' }, { staff: 2, debt: 1000 }, null] },
    },
    {
      document: '{ debtors { debt ... on Account { mail id } __typename } }',
      data: {
        debtors: [
          { debt: 1000, mail: 'f@x', id: 'f', __typename: 'Firm' },
          { debt: 1, mail: 'p@x', id: 'p', __typename: 'Person' },
        ],
      },
    },
  ],
};
