import { type Construct, finding, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;

const goods = [
  {
    id: '1',
    weight: 10,
    size: { w: 2, h: 3 },
    parts: [
      { name: 'a', weight: 4 },
      { name: 'b', weight: 6 },
    ],
    tag: 'T',
  },
  { id: '2', weight: null, size: null, parts: null, tag: 'U' },
];

/** Plain, nested and listed inputs, null ones among them; inputs that another subgraph's `@requires` made. */
export const requiredFields: Construct = {
  subgraphs: {
    goods: {
      sdl: `type Query { goods: [Good] good: Good } type Mutation { add: Good } type Subscription { arrived: Good }
        type Good @key(fields: "id") { id: ID! weight: Int size: Size parts: [Part!] tag: String! } type Size { w: Int h: Int } type Part { name: String weight: Int }`,
      resolvers: {
        Query: { goods: () => [goods[0], null, goods[1]], good: () => goods[0] },
        Mutation: { add: () => goods[1] },
        Subscription: { arrived: streamOf(goods[1], goods[0]) },
        Good: { __resolveReference: finding(goods, 'id') },
      },
    },
    shipping: {
      sdl: `type Query { next: Good nexts: [Good] } type Mutation { ship: Good } type Subscription { shipped: Good }
        type Good @key(fields: "id") { id: ID! weight: Int @external size: Size @external parts: [Part!] @external
          cost: String @requires(fields: "weight") volume: Int @requires(fields: "size { w h }") days: Int
          label: String @external stamp: Stamp @requires(fields: "label")
          content: [String!] @requires(fields: "weight parts { name weight }") }
        type Stamp { text: String of: Good } type Size @external { w: Int h: Int } type Part @external { name: String weight: Int }`,
      resolvers: {
        Query: { next: () => ({ id: '2' }), nexts: () => [{ id: '1' }, null, { id: '2' }] },
        Mutation: { ship: () => ({ id: '1' }) },
        Subscription: { shipped: streamOf({ id: '1' }, null) },
        Good: {
          __resolveReference: asGiven,
          cost: ({ weight }: Row) => `${weight} kg`,
          volume: ({ size }: { size: { w: number; h: number } | null }) => size && size.w * size.h,
          stamp: ({ id, label }: Row) => ({ text: `<${label}>`, of: { id } }),
          days: ({ id }: { id: string }) => Number(id),
          content: ({
            weight,
            parts,
          }: {
            weight: number;
            parts: { name: string; weight: number }[] | null;
          }) => parts?.map((part) => `${part.name} ${part.weight}/${weight}`),
        },
      },
    },
    labels: {
      sdl: `type Good @key(fields: "id") { id: ID! tag: String! @external cost: String @external volume: Int @external
        label: String @requires(fields: "tag cost volume") }`,
      resolvers: {
        Good: {
          __resolveReference: asGiven,
          label: ({ tag, cost, volume }: Row) => `${tag}: ${cost}, ${volume} l`,
        },
      },
    },
  },
  cases: [
    { document: '{ good { cost } }', data: { good: { cost: '10 kg' } } },
    {
      document: '{ goods { cost volume content } }',
      data: {
        goods: [
          { cost: '10 kg', volume: 6, content: ['a 4/10', 'b 6/10'] },
          null,
          { cost: 'null kg', volume: null, content: null },
        ],
      },
    },
    {
      document: '{ goods { label } }',
      data: { goods: [{ label: 'T: 10 kg, 6 l' }, null, { label: 'U: null kg, null l' }] },
    },
    {
      document: '{ good { label days size { h } parts { name } } }',
      data: {
        good: { label: 'T: 10 kg, 6 l', days: 1, size: { h: 3 }, parts: [{ name: 'a' }, { name: 'b' }] },
      },
    },
    {
      document: '{ next { days label cost __typename } }',
      data: { next: { days: 2, label: 'U: null kg, null l', cost: 'null kg', __typename: 'Good' } },
    },
    {
      document: '{ nexts { label id } good { stamp { text } } }',
      data: {
        nexts: [{ label: 'T: 10 kg, 6 l', id: '1' }, null, { label: 'U: null kg, null l', id: '2' }],
        good: { stamp: { text: '<T: 10 kg, 6 l>' } },
      },
    },
    {
      document: '{ next { stamp { text of { cost tag label } } volume } }',
      data: {
        next: {
          stamp: {
            text: '<U: null kg, null l>',
            of: { cost: 'null kg', tag: 'U', label: 'U: null kg, null l' },
          },
          volume: null,
        },
      },
    },
    {
      document:
        'query($a: Boolean!, $b: Boolean! = false) { next { label @include(if: $a) ... on Good @skip(if: $b) { stamp { text } } } }',
      variables: { a: false },
      data: { next: { stamp: { text: '<U: null kg, null l>' } } },
    },
    {
      document: 'mutation { ship { stamp { text } label } }',
      data: { ship: { stamp: { text: '<T: 10 kg, 6 l>' }, label: 'T: 10 kg, 6 l' } },
    },
    {
      document: 'subscription { shipped { days stamp { text } label } }',
      events: [
        { shipped: { days: 1, stamp: { text: '<T: 10 kg, 6 l>' }, label: 'T: 10 kg, 6 l' } },
        { shipped: null },
      ],
    },
    { document: '{ next { label } }', data: { next: { label: 'U: null kg, null l' } } },
    {
      document: '{ next { days cost __typename } }',
      data: { next: { days: 2, cost: 'null kg', __typename: 'Good' } },
    },
    {
      document: '{ good { weight: tag tag: weight size: label cost } }',
      data: { good: { weight: 'T', tag: 10, size: 'T: 10 kg, 6 l', cost: '10 kg' } },
    },
    {
      document:
        'query($a: Boolean!, $b: Boolean! = true) { good { label @include(if: $a) cost @skip(if: $b) ... on Good @include(if: $b) { volume } } }',
      variables: { a: false },
      data: { good: { volume: 6 } },
    },
    {
      document:
        'query($a: Boolean!, $b: Boolean! = true) { good { label @include(if: $a) cost @skip(if: $b) ... on Good @include(if: $b) { volume } } }',
      variables: { a: true, b: false },
      data: { good: { label: 'T: 10 kg, 6 l', cost: '10 kg' } },
    },
    {
      document: 'mutation { add { label content days } }',
      data: { add: { label: 'U: null kg, null l', content: null, days: 2 } },
    },
    {
      document: 'subscription { arrived { label cost } }',
      events: [
        { arrived: { label: 'U: null kg, null l', cost: 'null kg' } },
        { arrived: { label: 'T: 10 kg, 6 l', cost: '10 kg' } },
      ],
    },
  ],
};

const rates: Record<string, number> = { USD: 1, EUR: 2, GBP: 3 };

/** The same field required with different arguments, beside what clients give themselves. */
export const requiredArguments: Construct = {
  subgraphs: {
    prices: {
      sdl: `type Query { items: [Item!]! } type Subscription { sold: Item } enum Unit { KG G } input Rounding { to: Int! = 1 up: Boolean }
        type Item @key(fields: "id") { id: ID! price(currency: String! = "GBP", rounding: Rounding): Int weight(unit: Unit): Int stock(at: String): String shop: Shop }
        type Shop { fee(currency: String!): Int }`,
      resolvers: {
        Query: { items: () => [{ id: '1' }, { id: '2' }] },
        Subscription: { sold: streamOf({ id: '2' }) },
        Item: {
          __resolveReference: asGiven,
          price: ({ id }: Row, { currency, rounding }: { currency: string; rounding?: { to: number } }) =>
            Number(id) * (rates[currency] ?? 0) * (rounding?.to ?? 1),
          weight: (_: unknown, { unit }: { unit?: string }) => (unit === 'G' ? 5000 : 5),
          stock: (_: unknown, { at }: { at?: string }) => `in ${at ?? 'all'}`,
          shop: () => ({}),
        },
        Shop: { fee: (_: unknown, { currency }: { currency: string }) => 100 * (rates[currency] ?? 0) },
      },
    },
    taxes: {
      sdl: `enum Unit { KG G } input Rounding { to: Int! = 1 up: Boolean }
        type Item @key(fields: "id") { id: ID! price(currency: String! = "GBP", rounding: Rounding): Int @external weight(unit: Unit): Int @external shop: Shop @external
          usd(times: Int = 1): Int @requires(fields: "price(currency: \\"USD\\")")
          eur(times: Int = 1): Int @requires(fields: "price(currency: \\"EUR\\", rounding: { to: 10 }) weight(unit: G)")
          plain: Int @requires(fields: "price weight")
          stock(at: String): String @external left: String @requires(fields: "stock")
          fees: Int @requires(fields: "shop { fee(currency: \\"EUR\\") }") }
        type Shop { fee(currency: String!): Int @external }`,
      resolvers: {
        Item: {
          __resolveReference: asGiven,
          usd: ({ price }: { price: number }, { times }: { times: number }) => price * times,
          eur: ({ price, weight }: { price: number; weight: number }, { times }: { times: number }) =>
            (price + weight) * times,
          plain: ({ price, weight }: { price: number; weight: number }) => price + weight,
          left: ({ stock }: Row) => `left ${stock}`,
          fees: ({ shop }: { shop: { fee: number } }) => shop.fee,
        },
      },
    },
  },
  cases: [
    { document: '{ items { usd } }', data: { items: [{ usd: 1 }, { usd: 2 }] } },
    {
      document: '{ items { stock(at: "Graz") left } }',
      data: {
        items: [
          { stock: 'in Graz', left: 'left in all' },
          { stock: 'in Graz', left: 'left in all' },
        ],
      },
    },
    { document: '{ items { eur } }', data: { items: [{ eur: 5020 }, { eur: 5040 }] } },
    { document: '{ items { plain } }', data: { items: [{ plain: 8 }, { plain: 11 }] } },
    {
      document: '{ items { usd eur plain fees } }',
      data: {
        items: [
          { usd: 1, eur: 5020, plain: 8, fees: 200 },
          { usd: 2, eur: 5040, plain: 11, fees: 200 },
        ],
      },
    },
    {
      document: '{ items { price(currency: "EUR") weight eur shop { fee(currency: "GBP") } fees } }',
      data: {
        items: [
          { price: 2, weight: 5, eur: 5020, shop: { fee: 300 }, fees: 200 },
          { price: 4, weight: 5, eur: 5040, shop: { fee: 300 }, fees: 200 },
        ],
      },
    },
    {
      document:
        'query($c: String!, $t: Int) { items { mine: price(currency: $c, rounding: { to: 2 }) price usd(times: $t) twice: usd(times: 2) } }',
      variables: { c: 'EUR', t: 5 },
      data: {
        items: [
          { mine: 4, price: 3, usd: 5, twice: 2 },
          { mine: 8, price: 6, usd: 10, twice: 4 },
        ],
      },
    },
    {
      document: 'subscription($t: Int = 3) { sold { usd(times: $t) eur plain } }',
      events: [{ sold: { usd: 6, eur: 5040, plain: 11 } }],
    },
  ],
};

const media = [
  { __typename: 'Photo', id: 'p', width: 3, owner: { __typename: 'Person', name: 'Ada' } },
  { __typename: 'Sound', id: 's', seconds: 60, owner: { __typename: 'Firm', title: 'Acme' } },
  null,
];

/** Inputs behind interfaces and unions, with fragments in `@requires`, and entities inside inputs. */
export const requiredAbstract: Construct = {
  subgraphs: {
    albums: {
      sdl: `type Query { album: Album albums: [Album] } type Subscription { filled: Album }
        type Album @key(fields: "id") { id: ID! items: [Item] cover: Item best: Owner maker: Person }
        interface Item { id: ID! owner: Owner } type Photo implements Item { id: ID! owner: Owner width: Int } type Sound implements Item { id: ID! owner: Owner seconds: Int }
        union Owner = Person | Firm type Person @key(fields: "name") { name: String! } type Firm { title: String }`,
      resolvers: {
        Query: { album: () => ({ id: 'a' }), albums: () => [{ id: 'a' }, null, { id: 'empty' }] },
        Subscription: { filled: streamOf({ id: 'a' }) },
        Album: {
          __resolveReference: asGiven,
          items: ({ id }: Row) => (id === 'a' ? media : []),
          cover: ({ id }: Row) => (id === 'a' ? media[0] : null),
          best: ({ id }: Row) => (id === 'a' ? media[1]?.owner : null),
          maker: ({ id }: Row) => (id === 'a' ? { name: 'Bob' } : null),
        },
        Person: { __resolveReference: asGiven },
      },
    },
    people: {
      sdl: `type Person @key(fields: "name") { name: String! age: Int }`,
      resolvers: {
        Person: { __resolveReference: asGiven, age: ({ name }: { name: string }) => name.length * 10 },
      },
    },
    stats: {
      sdl: `type Album @key(fields: "id") { id: ID! items: [Item] @external cover: Item @external best: Owner @external maker: Person @external
          total: Int @requires(fields: "items { id ... on Photo { width } ... on Sound { seconds } }")
          title: String @requires(fields: "cover { id } best { __typename ... on Person { name } ... on Firm { title } }")
          owners: [String] @requires(fields: "items { owner { ... on Person { name } ... on Firm { title } } }")
          credit: String @requires(fields: "maker { name age }") }
        interface Item { id: ID! owner: Owner } type Photo implements Item @external { id: ID! owner: Owner width: Int } type Sound implements Item @external { id: ID! owner: Owner seconds: Int }
        union Owner = Person | Firm type Person @key(fields: "name") { name: String! age: Int @external } type Firm @external { title: String }`,
      resolvers: {
        Person: { __resolveReference: asGiven },
        Album: {
          __resolveReference: asGiven,
          total: ({ items }: { items: ({ width?: number; seconds?: number } | null)[] }) =>
            items.reduce((sum, item) => sum + (item?.width ?? item?.seconds ?? 0), 0),
          title: ({ cover, best }: { cover: Row | null; best: Row | null }) =>
            cover && `${cover.id} by ${best?.__typename} ${best?.name ?? best?.title}`,
          owners: ({ items }: { items: ({ owner: Row } | null)[] }) =>
            items.map((item) => item && (item.owner.name ?? item.owner.title)),
          credit: ({ maker }: { maker: Row | null }) => maker && `${maker.name}, ${maker.age}`,
        },
      },
    },
  },
  cases: [
    { document: '{ album { total } }', data: { album: { total: 63 } } },
    {
      document: '{ albums { title total } }',
      data: { albums: [{ title: 'p by Firm Acme', total: 63 }, null, { title: null, total: 0 }] },
    },
    {
      document: '{ albums { owners credit } }',
      data: {
        albums: [{ owners: ['Ada', 'Acme', null], credit: 'Bob, 30' }, null, { owners: [], credit: null }],
      },
    },
    {
      document:
        '{ album { items { __typename ... on Photo { width } ... on Sound { id } owner { ... on Person { age } } } total owners } }',
      data: {
        album: {
          items: [
            { __typename: 'Photo', width: 3, owner: { age: 30 } },
            { __typename: 'Sound', id: 's', owner: {} },
            null,
          ],
          total: 63,
          owners: ['Ada', 'Acme', null],
        },
      },
    },
    {
      document: 'subscription { filled { credit total maker { age } } }',
      events: [{ filled: { credit: 'Bob, 30', total: 63, maker: { age: 30 } } }],
    },
  ],
};
