import { type Construct, finding, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;

const book = { __typename: 'Book', id: 'b', label: 'Ulysses', pages: 700, size: 1 };
const film = { __typename: 'Film', id: 'f', label: 'Solaris', minutes: 167, size: 'L' };
const note = { __typename: 'Note', text: 'read', about: book };

/** A union whose members are entities of others, and fields of one name and different types. */
export const unions: Construct = {
  subgraphs: {
    feed: {
      sdl: `type Query { feed: [Item] one: Item } type Subscription { appeared: Item } union Item = Book | Film | Note
        type Book @key(fields: "id") { id: ID! label: String pages: Int size: Int } type Film @key(fields: "id") { id: ID! label: String minutes: Int size: String } type Note { text: String! about: Item }`,
      resolvers: {
        Query: { feed: () => [book, null, film, note], one: () => film },
        Subscription: { appeared: streamOf(film, note, null) },
        Book: { __resolveReference: () => book },
        Film: { __resolveReference: () => film },
      },
    },
    meta: {
      sdl: `type Book @key(fields: "id") { id: ID! isbn: String by: Person } type Film @key(fields: "id") { id: ID! studio: String! by: Person } type Person { name: String likes: [Like] }
        union Like = Book | Film | Song type Song { title: String }`,
      resolvers: {
        Book: {
          __resolveReference: asGiven,
          isbn: () => '0-1',
          by: () => ({
            name: 'Joyce',
            likes: [
              { __typename: 'Film', id: 'f' },
              { __typename: 'Song', title: 'Nana' },
            ],
          }),
        },
        Film: {
          __resolveReference: asGiven,
          studio: () => 'Mosfilm',
          by: () => ({ name: 'Andrei', likes: [] }),
        },
      },
    },
  },
  cases: [
    {
      document: '{ feed { __typename } }',
      data: { feed: [{ __typename: 'Book' }, null, { __typename: 'Film' }, { __typename: 'Note' }] },
    },
    {
      document: '{ feed { ... on Book { isbn pages } ... on Film { studio label } ... on Note { text } } }',
      data: {
        feed: [{ isbn: '0-1', pages: 700 }, null, { studio: 'Mosfilm', label: 'Solaris' }, { text: 'read' }],
      },
    },
    {
      document:
        '{ feed { ... on Book { bookSize: size by { name } } ... on Film { filmSize: size by { name } } } }',
      data: {
        feed: [{ bookSize: 1, by: { name: 'Joyce' } }, null, { filmSize: 'L', by: { name: 'Andrei' } }, {}],
      },
    },
    {
      document:
        '{ one { ... on Book { isbn } } feed { ... on Note { about { ...B } } ...B } } fragment B on Book { isbn by { likes { __typename ... on Film { studio minutes } ... on Song { title } } } }',
      data: {
        one: {},
        feed: [
          {
            isbn: '0-1',
            by: {
              likes: [
                { __typename: 'Film', studio: 'Mosfilm', minutes: 167 },
                { __typename: 'Song', title: 'Nana' },
              ],
            },
          },
          null,
          {},
          {
            about: {
              isbn: '0-1',
              by: {
                likes: [
                  { __typename: 'Film', studio: 'Mosfilm', minutes: 167 },
                  { __typename: 'Song', title: 'Nana' },
                ],
              },
            },
          },
        ],
      },
    },
    {
      document:
        'query($b: Boolean!, $f: Boolean!) { feed { kind: __typename ... on Book @include(if: $b) { isbn } ... on Film @skip(if: $f) { studio by { name } } } }',
      variables: { b: false, f: false },
      data: {
        feed: [
          { kind: 'Book' },
          null,
          { kind: 'Film', studio: 'Mosfilm', by: { name: 'Andrei' } },
          { kind: 'Note' },
        ],
      },
    },
    {
      document:
        'query($b: Boolean!, $f: Boolean!) { feed { kind: __typename ... on Book @include(if: $b) { isbn } ... on Film @skip(if: $f) { studio by { name } } } }',
      variables: { b: true, f: true },
      data: { feed: [{ kind: 'Book', isbn: '0-1' }, null, { kind: 'Film' }, { kind: 'Note' }] },
    },
    {
      document:
        'subscription { appeared { __typename ... on Film { studio by { name } } ... on Note { about { ... on Book { isbn } } } } }',
      events: [
        { appeared: { __typename: 'Film', studio: 'Mosfilm', by: { name: 'Andrei' } } },
        { appeared: { __typename: 'Note', about: { isbn: '0-1' } } },
        { appeared: null },
      ],
    },
  ],
};

const cars = [
  { __typename: 'Car', id: '1', name: 'Beetle', wheels: 4 },
  { __typename: 'Boat', id: '2', name: 'Titanic', masts: 0 },
];

/** Interfaces that more types implement in one subgraph than in another, that implement others, and that have an entity's fields. */
export const interfaces: Construct = {
  subgraphs: {
    garage: {
      sdl: `type Query { vehicles: [Vehicle] node(id: ID!): Node } type Subscription { left: Vehicle } interface Node { id: ID! }
        interface Vehicle implements Node { id: ID! name: String } type Car implements Vehicle & Node @key(fields: "id") { id: ID! name: String wheels: Int } type Boat implements Vehicle & Node @key(fields: "id") { id: ID! name: String masts: Int }`,
      resolvers: {
        Query: {
          vehicles: () => [cars[0], null, cars[1]],
          node: (_: unknown, { id }: { id: string }) => cars.find((car) => car.id === id),
        },
        Subscription: { left: streamOf(cars[1], cars[0]) },
        Car: { __resolveReference: finding(cars, 'id') },
        Boat: { __resolveReference: finding(cars, 'id') },
      },
    },
    owners: {
      sdl: `type Query { owned: [Owned!]! } interface Owned { owner: Owner } interface Named { title: String }
        type Car implements Owned @key(fields: "id") { id: ID! owner: Owner } type Boat @key(fields: "id") { id: ID! owner: Owner } type House implements Owned { owner: Owner rooms: Int } type Owner implements Named { title: String has: [Owned] }`,
      resolvers: {
        Query: {
          owned: () => [
            { __typename: 'Car', id: '1' },
            { __typename: 'House', rooms: 3 },
          ],
        },
        Car: {
          __resolveReference: asGiven,
          owner: () => ({
            title: 'Ada',
            has: [
              { __typename: 'Car', id: '1' },
              { __typename: 'House', rooms: 3 },
            ],
          }),
        },
        Boat: { __resolveReference: asGiven, owner: () => ({ title: 'Line' }) },
        House: { owner: () => null },
      },
    },
  },
  cases: [
    {
      document: '{ vehicles { id name __typename } }',
      data: {
        vehicles: [
          { id: '1', name: 'Beetle', __typename: 'Car' },
          null,
          { id: '2', name: 'Titanic', __typename: 'Boat' },
        ],
      },
    },
    {
      document:
        '{ vehicles { ... on Owned { owner { title } } ... on Boat { masts owner { title } } ... on Node { id } } }',
      data: {
        vehicles: [
          { owner: { title: 'Ada' }, id: '1' },
          null,
          { masts: 0, owner: { title: 'Line' }, id: '2' },
        ],
      },
    },
    {
      document:
        '{ owned { owner { title has { ... on House { rooms } ... on Car { name wheels } } } ... on Vehicle { name } __typename } }',
      data: {
        owned: [
          {
            owner: { title: 'Ada', has: [{ name: 'Beetle', wheels: 4 }, { rooms: 3 }] },
            name: 'Beetle',
            __typename: 'Car',
          },
          { owner: null, __typename: 'House' },
        ],
      },
    },
    {
      document:
        '{ a: node(id: "1") { ...V } b: node(id: "2") { ...V } c: node(id: "3") { id } } fragment V on Vehicle { name ... on Car { owner { ... on Named { title } } } ... on Boat { owner { title } } }',
      data: {
        a: { name: 'Beetle', owner: { title: 'Ada' } },
        b: { name: 'Titanic', owner: { title: 'Line' } },
        c: null,
      },
    },
    {
      document:
        'subscription { left { name ... on Boat { owner { title } } ... on Owned { owner { __typename } } } }',
      events: [
        { left: { name: 'Titanic', owner: { title: 'Line' } } },
        { left: { name: 'Beetle', owner: { __typename: 'Owner' } } },
      ],
    },
  ],
};
