import { type Construct, finding, streamOf } from './construct.ts';

const users = [
  { id: '1', email: 'ada@x', name: 'Ada' },
  { id: '2', email: 'bob@x', name: 'Bob' },
];
const scores = [
  { id: '1', score: 7, tags: ['new', null] },
  { id: '2', score: null, tags: null },
];

/** One key; entities in lists with nulls, and one of which the other subgraph knows nothing. */
export const singleKey: Construct = {
  subgraphs: {
    users: {
      sdl: `type Query { me: User user(id: ID!): User users: [User] groups: [[User]!] } type Mutation { rename(id: ID!, name: String!): User }
        type Subscription { renamed: User members: [User] }
        type User @key(fields: "id") { id: ID! name: String friend: User }`,
      resolvers: {
        Query: {
          me: () => users[0],
          user: (_: unknown, { id }: { id: string }) => users.find((user) => user.id === id),
          users: () => [users[0], null, { id: '9', name: 'Nobody' }, users[1], users[0]],
          groups: () => [[users[0], null], [], [users[1]]],
        },
        Mutation: { rename: (_: unknown, user: unknown) => user },
        Subscription: {
          renamed: streamOf(users[0], null, users[1]),
          members: streamOf([], [users[1], null, users[0]]),
        },
        User: {
          __resolveReference: finding(users, 'id'),
          friend: ({ id }: { id: string }) => (id === '1' ? users[1] : null),
        },
      },
    },
    scores: {
      sdl: `type Query { best: User } type User @key(fields: "id") { id: ID! score: Int tags: [String] rival: User }`,
      resolvers: {
        Query: { best: () => scores[0] },
        User: {
          __resolveReference: finding(scores, 'id'),
          rival: ({ id }: { id: string }) => scores[id === '1' ? 1 : 0],
        },
      },
    },
  },
  cases: [
    { document: '{ me { id name score } }', data: { me: { id: '1', name: 'Ada', score: 7 } } },
    { document: '{ me { score } }', data: { me: { score: 7 } } },
    { document: '{ best { tags name } }', data: { best: { tags: ['new', null], name: 'Ada' } } },
    {
      document: '{ users { score id name tags } }',
      data: {
        users: [
          { score: 7, id: '1', name: 'Ada', tags: ['new', null] },
          null,
          { score: null, id: '9', name: 'Nobody', tags: null },
          { score: null, id: '2', name: 'Bob', tags: null },
          { score: 7, id: '1', name: 'Ada', tags: ['new', null] },
        ],
      },
    },
    {
      document: '{ groups { name score } }',
      data: { groups: [[{ name: 'Ada', score: 7 }, null], [], [{ name: 'Bob', score: null }]] },
    },
    {
      document:
        '{ me { rival { name rival { name score __typename } } friend { score rival { friend { name } } } } }',
      data: {
        me: {
          rival: { name: 'Bob', rival: { name: 'Ada', score: 7, __typename: 'User' } },
          friend: { score: null, rival: { friend: { name: 'Bob' } } },
        },
      },
    },
    {
      document:
        'query($a: ID!, $b: ID!) { a: user(id: $a) { score } b: user(id: $b) { score name } c: user(id: "2") { __typename tags } }',
      variables: { a: '1', b: '404' },
      data: { a: { score: 7 }, b: null, c: { __typename: 'User', tags: null } },
    },
    {
      document:
        'query($x: Boolean!) { me { ... on User @include(if: $x) { score } ...Names @skip(if: $x) rival @skip(if: $x) { id } } } fragment Names on User { name tags }',
      variables: { x: false },
      data: { me: { name: 'Ada', tags: ['new', null], rival: { id: '2' } } },
    },
    {
      document:
        'query($x: Boolean!) { me { ... on User @include(if: $x) { score } ...Names @skip(if: $x) rival @skip(if: $x) { id } } } fragment Names on User { name tags }',
      variables: { x: true },
      data: { me: { score: 7 } },
    },
    {
      document:
        'mutation($id: ID! = "2") { one: rename(id: $id, name: "Zed") { name score rival { name } } two: rename(id: "1", name: "Yan") { tags name } }',
      data: {
        one: { name: 'Zed', score: null, rival: { name: 'Ada' } },
        two: { tags: ['new', null], name: 'Yan' },
      },
    },
    {
      document: 'subscription { renamed { score name rival { name } } }',
      events: [
        { renamed: { score: 7, name: 'Ada', rival: { name: 'Bob' } } },
        { renamed: null },
        { renamed: { score: null, name: 'Bob', rival: { name: 'Ada' } } },
      ],
    },
    {
      document: 'subscription { members { id tags } }',
      events: [
        { members: [] },
        { members: [{ id: '2', tags: null }, null, { id: '1', tags: ['new', null] }] },
      ],
    },
  ],
};

/** Several keys: what one subgraph knows an entity by is found in a third one. */
export const severalKeys: Construct = {
  subgraphs: {
    byId: {
      sdl: `type Query { user: User } type Subscription { seen: User } type User @key(fields: "id") { id: ID! age: Int }`,
      resolvers: {
        Query: { user: () => ({ id: '1' }) },
        Subscription: { seen: streamOf({ id: '1' }, { id: '2' }) },
        User: {
          __resolveReference: (user: unknown) => user,
          age: ({ id }: { id: string }) => Number(id) + 30,
        },
      },
    },
    byBoth: {
      sdl: `type User @key(fields: "id") @key(fields: "email") { id: ID! email: String! name: String }`,
      resolvers: { User: { __resolveReference: finding(users, 'id', 'email') } },
    },
    byEmail: {
      sdl: `type Query { sender: User senders: [User!]! } type User @key(fields: "email") { email: String! mails: Int }`,
      resolvers: {
        Query: {
          sender: () => ({ email: 'bob@x' }),
          senders: () => [{ email: 'bob@x' }, { email: 'ada@x' }],
        },
        User: {
          __resolveReference: (user: unknown) => user,
          mails: ({ email }: { email: string }) => (email === 'ada@x' ? 3 : 0),
        },
      },
    },
  },
  cases: [
    { document: '{ user { mails } }', data: { user: { mails: 3 } } },
    { document: '{ sender { age } }', data: { sender: { age: 32 } } },
    {
      document: '{ senders { age mails name id } }',
      data: {
        senders: [
          { age: 32, mails: 0, name: 'Bob', id: '2' },
          { age: 31, mails: 3, name: 'Ada', id: '1' },
        ],
      },
    },
    {
      document: '{ user { name mails age email } sender { email __typename id } }',
      data: {
        user: { name: 'Ada', mails: 3, age: 31, email: 'ada@x' },
        sender: { email: 'bob@x', __typename: 'User', id: '2' },
      },
    },
    {
      document: 'subscription { seen { mails age } }',
      events: [{ seen: { mails: 3, age: 31 } }, { seen: { mails: 0, age: 32 } }],
    },
  ],
};

const lines = [
  { country: 'AT', number: 1, place: { city: 'Graz' } },
  { country: 'AT', number: 2, place: { city: 'Wien' } },
  { country: 'DE', number: 1, place: { city: 'Ulm' } },
];
const isSame = (one: { country: string; number: number }) => (other: { country: string; number: number }) =>
  one.country === other.country && one.number === other.number;

/** A key of two fields, of which a hop gives one, and which clients may not have asked for. */
export const compositeKey: Construct = {
  subgraphs: {
    lines: {
      sdl: `type Query { lines: [Line!]! } type Subscription { lineUp: Line } type Line @key(fields: "country number") { country: String! number: Int! }`,
      resolvers: {
        Query: { lines: () => lines },
        Subscription: { lineUp: streamOf(lines[2]) },
        Line: { __resolveReference: (line: { country: string; number: number }) => lines.find(isSame(line)) },
      },
    },
    speeds: {
      sdl: `type Line @key(fields: "country number") @key(fields: "serial") { country: String! number: Int! serial: ID! speed: Int }`,
      resolvers: {
        Line: {
          __resolveReference: ({ country, number, serial }: Record<string, unknown>) => {
            const [head, tail] = String(serial ?? `${country}-${number}`).split('-');
            return { country: head, number: Number(tail), serial: `${head}-${tail}` };
          },
          speed: ({ country, number }: { country: string; number: number }) =>
            (country === 'AT' ? 100 : 50) * number,
        },
      },
    },
    repairs: {
      sdl: `type Query { broken: Line } type Line @key(fields: "serial") { serial: ID! repairs: Int }`,
      resolvers: {
        Query: { broken: () => ({ serial: 'AT-2' }) },
        Line: {
          __resolveReference: (line: unknown) => line,
          repairs: ({ serial }: { serial: string }) => serial.length,
        },
      },
    },
  },
  cases: [
    { document: '{ lines { speed } }', data: { lines: [{ speed: 100 }, { speed: 200 }, { speed: 50 }] } },
    {
      document: '{ lines { repairs number } }',
      data: {
        lines: [
          { repairs: 4, number: 1 },
          { repairs: 4, number: 2 },
          { repairs: 4, number: 1 },
        ],
      },
    },
    {
      document: '{ broken { country speed repairs } }',
      data: { broken: { country: 'AT', speed: 200, repairs: 4 } },
    },
    {
      document: '{ broken { number: country country: number __typename } }',
      data: { broken: { number: 'AT', country: 2, __typename: 'Line' } },
    },
    {
      document: 'subscription { lineUp { repairs speed } }',
      events: [{ lineUp: { repairs: 4, speed: 50 } }],
    },
  ],
};

const offers = [
  { maker: { id: 'm1', land: { code: 'AT' } }, model: 'x', parts: [{ id: 'p1' }, { id: 'p2' }] },
  { maker: { id: 'm2', land: { code: 'DE' } }, model: 'y', parts: [] },
];

/** Keys with objects and lists in them, next to keys of a part of them. */
export const nestedKeys: Construct = {
  subgraphs: {
    offers: {
      sdl: `type Query { offers: [Offer] } type Subscription { offered: Offer }
        type Offer @key(fields: "model maker { id land { code } }") @key(fields: "parts { id }") { model: String! maker: Maker! parts: [Part!]! }
        type Maker @key(fields: "id") { id: ID! land: Land! } type Land @shareable { code: String! } type Part @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { offers: () => [offers[0], null, offers[1]] },
        Subscription: { offered: streamOf(offers[1]) },
        Offer: {
          __resolveReference: ({ model, parts }: { model?: string; parts?: { id: string }[] }) =>
            offers.find((offer) => (model ? offer.model === model : offer.parts.length === parts?.length)),
        },
        Maker: {
          __resolveReference: ({ id }: { id: string }) => offers.find(({ maker }) => maker.id === id)?.maker,
        },
      },
    },
    prices: {
      sdl: `type Query { dearest: Offer } type Offer @key(fields: "model maker { id land { code } }") { model: String! maker: Maker! price: Int tax: String }
        type Maker @key(fields: "id land { code }") { id: ID! land: Land! } type Land @shareable { code: String! }`,
      resolvers: {
        Query: { dearest: () => ({ model: 'y', maker: { id: 'm2', land: { code: 'DE' } } }) },
        Offer: {
          __resolveReference: (offer: unknown) => offer,
          price: ({ model }: { model: string }) => (model === 'x' ? 10 : 20),
          tax: ({ maker }: { maker: { id: string; land: { code: string } } }) =>
            `${maker.land.code} of ${maker.id}`,
        },
      },
    },
    weights: {
      sdl: `type Offer @key(fields: "parts { id }") { parts: [Part!]! weight: Int } type Part @key(fields: "id") { id: ID! weight: Int }
        type Maker @key(fields: "id") { id: ID! title: String }`,
      resolvers: {
        Offer: {
          __resolveReference: (offer: unknown) => offer,
          weight: ({ parts }: { parts: unknown[] }) => 5 * parts.length,
        },
        Part: { __resolveReference: (part: unknown) => part, weight: () => 5 },
        Maker: {
          __resolveReference: (maker: unknown) => maker,
          title: ({ id }: { id: string }) => `Maker ${id}`,
        },
      },
    },
  },
  cases: [
    {
      document: '{ offers { price tax } }',
      data: { offers: [{ price: 10, tax: 'AT of m1' }, null, { price: 20, tax: 'DE of m2' }] },
    },
    {
      document: '{ offers { weight parts { weight } } }',
      data: {
        offers: [{ weight: 10, parts: [{ weight: 5 }, { weight: 5 }] }, null, { weight: 0, parts: [] }],
      },
    },
    {
      document: '{ dearest { weight maker { title land { code } } } }',
      data: { dearest: { weight: 0, maker: { title: 'Maker m2', land: { code: 'DE' } } } },
    },
    {
      document: '{ offers { maker { id: title land { id: code __typename } } tax } }',
      data: {
        offers: [
          { maker: { id: 'Maker m1', land: { id: 'AT', __typename: 'Land' } }, tax: 'AT of m1' },
          null,
          { maker: { id: 'Maker m2', land: { id: 'DE', __typename: 'Land' } }, tax: 'DE of m2' },
        ],
      },
    },
    {
      document: 'subscription { offered { weight price maker { title } parts { id } } }',
      events: [{ offered: { weight: 0, price: 20, maker: { title: 'Maker m2' }, parts: [] } }],
    },
  ],
};

/** A subgraph that names entities without being asked for them; a key whose parts are external in Federation 1's manner. */
export const unresolvableKeys: Construct = {
  subgraphs: {
    orders: {
      sdl: `type Query { orders: [Order!] } type Subscription { ordered: Order } type Order { number: Int buyer: User payer: User! }
        type User @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: {
        Query: {
          orders: () => [
            { number: 1, buyer: { id: '1' }, payer: { id: '2' } },
            { number: 2, buyer: null, payer: { id: '9' } },
          ],
        },
        Subscription: { ordered: streamOf({ number: 3, buyer: { id: '2' }, payer: { id: '1' } }) },
      },
    },
    users: {
      sdl: `type User @key(fields: "id") @key(fields: "email") { id: ID! email: String! name: String }`,
      resolvers: { User: { __resolveReference: finding(users, 'id', 'email') } },
    },
    mails: {
      head: '',
      sdl: `extend type User @key(fields: "email") { email: String! @external mails: Int } extend type Query { writer: User }`,
      resolvers: {
        Query: { writer: () => ({ email: 'bob@x' }) },
        User: {
          __resolveReference: (user: unknown) => user,
          mails: ({ email }: { email: string }) => email.length,
        },
      },
    },
  },
  cases: [
    {
      document: '{ orders { number buyer { name } payer { id } } }',
      data: {
        orders: [
          { number: 1, buyer: { name: 'Ada' }, payer: { id: '2' } },
          { number: 2, buyer: null, payer: { id: '9' } },
        ],
      },
    },
    {
      document: '{ orders { buyer { mails id } payer { mails name __typename } } }',
      data: {
        orders: [
          { buyer: { mails: 5, id: '1' }, payer: { mails: 5, name: 'Bob', __typename: 'User' } },
          { buyer: null, payer: { mails: null, name: null, __typename: 'User' } },
        ],
      },
    },
    { document: '{ writer { name id mails } }', data: { writer: { name: 'Bob', id: '2', mails: 5 } } },
    {
      document: 'subscription { ordered { number payer { name } buyer { mails } } }',
      events: [{ ordered: { number: 3, payer: { name: 'Ada' }, buyer: { mails: 5 } } }],
    },
  ],
};
