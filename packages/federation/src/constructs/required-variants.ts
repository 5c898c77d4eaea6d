import type { Construct } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;
const typed = { __resolveType: ({ __typename }: Row) => __typename };

/** Fetches that have to be split, of what clients write in fragments. */
export const splitFragments: Construct = {
  subgraphs: {
    facts: {
      sdl: `type Query { about: U item: P any(x: Int): Item } union U = P | B
        interface Item { price: Int name: String }
        type P implements Item @key(fields: "id") { id: ID! price: Int @external name: String @external cost(in: String): Int @external
          dear: Boolean @requires(fields: "cost(in: \\"EUR\\")") cheap(than: Int = 5): Boolean @requires(fields: "cost(in: \\"USD\\")") sum(times: Int): Int @requires(fields: "cost(in: \\"EUR\\") price") self(n: Int): P }
        type B implements Item @key(fields: "id") { id: ID! price: Int @external name: String @external }`,
      resolvers: {
        Query: {
          about: () => ({ __typename: 'P', id: '1' }),
          item: () => ({ id: '1' }),
          any: () => ({ __typename: 'P', id: '1' }),
        },
        U: typed,
        Item: typed,
        P: {
          __resolveReference: asGiven,
          dear: ({ cost }: { cost: number }) => cost > 5,
          cheap: ({ cost }: { cost: number }, { than }: { than: number }) => cost < than,
          sum: ({ cost, price }: { cost: number; price: number }, { times }: { times: number }) =>
            (cost + price) * times,
          self: ({ id }: Row) => ({ id }),
        },
        B: { __resolveReference: asGiven },
      },
    },
    goods: {
      sdl: `type Query { first: P } interface Item { price: Int name: String }
        type P implements Item @key(fields: "id") { id: ID! price: Int name: String cost(in: String): Int }
        type B implements Item @key(fields: "id") { id: ID! price: Int name: String }`,
      resolvers: {
        Query: { first: () => ({ id: '1' }) },
        Item: typed,
        P: {
          __resolveReference: asGiven,
          price: () => 5,
          name: () => 'n',
          cost: (_: Row, { in: currency }: { in?: string }) => (currency === 'EUR' ? 6 : 7),
        },
        B: { __resolveReference: asGiven, price: () => 1, name: () => 'b' },
      },
    },
    bills: {
      sdl: `type P @key(fields: "id") { id: ID! cost(in: String): Int @external bill: String @requires(fields: "cost") }`,
      resolvers: { P: { __resolveReference: asGiven, bill: ({ cost }: Row) => `to pay: ${cost}` } },
    },
  },
  cases: [
    {
      document: '{ item { bill dear cheap self { bill } } }',
      data: { item: { bill: 'to pay: 7', dear: true, cheap: false, self: { bill: 'to pay: 7' } } },
    },
    {
      document: '{ about { ...F } } fragment F on Item { price name }',
      data: { about: { price: 5, name: 'n' } },
    },
    {
      document:
        'query($a: Boolean!, $b: Boolean = false) { about { ...F @include(if: $a) ...F @skip(if: $b) } } fragment F on Item { price name }',
      variables: { a: true },
      data: { about: { price: 5, name: 'n' } },
    },
    {
      document:
        'query($n: Int, $t: Int) { first { dear cheap(than: $t) a: self { ...G } b: self { ...G } } } fragment G on P { id self(n: $n) { id } }',
      variables: { n: 1, t: 3 },
      data: {
        first: {
          dear: true,
          cheap: false,
          a: { id: '1', self: { id: '1' } },
          b: { id: '1', self: { id: '1' } },
        },
      },
    },
    {
      document:
        'query($a: Int, $b: Int) { first { ...F a: self { ...F } b: self { ...F } } } fragment F on P { dear cheap(than: $a) sum(times: $b) }',
      variables: { a: 8, b: 2 },
      data: {
        first: {
          dear: true,
          cheap: true,
          sum: 22,
          a: { dear: true, cheap: true, sum: 22 },
          b: { dear: true, cheap: true, sum: 22 },
        },
      },
    },
    {
      document:
        '{ any(x: 1) { ...F ... on P { a: self { ...F dear } b: self { ...F cheap } } } } fragment F on Item { price name }',
      data: {
        any: {
          price: 5,
          name: 'n',
          a: { price: 5, name: 'n', dear: true },
          b: { price: 5, name: 'n', cheap: false },
        },
      },
    },
  ],
};

/** Inputs that differ below inputs that differ, and inputs that have such inputs themselves. */
export const nestedVariants: Construct = {
  subgraphs: {
    first: {
      sdl: `type Query { p: P } type P @key(fields: "id") { id: ID! m: M other: D name(l: String): String } type M { d(k: Int): D } type D { v(n: Int): Int }`,
      resolvers: {
        Query: { p: () => ({ id: '1' }) },
        P: {
          __resolveReference: asGiven,
          m: () => ({}),
          other: () => ({ k: 0 }),
          name: (_: Row, { l }: { l: string }) => `name-${l}`,
        },
        M: { d: (_: Row, { k }: { k: number }) => ({ k }) },
        D: { v: ({ k }: { k: number }, { n }: { n: number }) => 10 * k + n },
      },
    },
    second: {
      sdl: `type P @key(fields: "id") { id: ID! m: M @external other: D @external name(l: String): String @external
          c1: String @requires(fields: "m { d(k: 1) { v(n: 1) } }") c2: String @requires(fields: "m { d(k: 2) { v(n: 2) } }")
          c3: String @requires(fields: "m { d(k: 1) { v(n: 2) } }") c4: String @requires(fields: "m { d(k: 1) { v(n: 1) } } other { v(n: 2) }")
          u: String @requires(fields: "name(l: \\"de\\")") t(z: Int): String @requires(fields: "name(l: \\"en\\")") }
        type M { d(k: Int): D @external } type D { v(n: Int): Int @external }`,
      resolvers: {
        P: {
          __resolveReference: asGiven,
          c1: ({ m }: Row) => JSON.stringify(m),
          c2: ({ m }: Row) => JSON.stringify(m),
          c3: ({ m }: Row) => JSON.stringify(m),
          c4: ({ m, other }: Row) => JSON.stringify([m, other]),
          u: ({ name }: Row) => `u(${name})`,
          t: ({ name }: Row, { z }: { z: number }) => `t${z}(${name})`,
        },
      },
    },
    third: {
      sdl: `type P @key(fields: "id") { id: ID! t(z: Int): String @external u: String @external
        e1: String @requires(fields: "t(z: 1)") e2: String @requires(fields: "t(z: 2)") e3: String @requires(fields: "u t(z: 3)") }`,
      resolvers: {
        P: {
          __resolveReference: asGiven,
          e1: ({ t }: Row) => `e1 ${t}`,
          e2: ({ t }: Row) => `e2 ${t}`,
          e3: ({ u, t }: Row) => `e3 ${u} ${t}`,
        },
      },
    },
  },
  cases: [
    { document: '{ p { c2 } }', data: { p: { c2: '{"d":{"v":22}}' } } },
    {
      document: '{ p { c1 c2 c3 c4 } }',
      data: {
        p: {
          c1: '{"d":{"v":11}}',
          c2: '{"d":{"v":22}}',
          c3: '{"d":{"v":12}}',
          c4: '[{"d":{"v":11}},{"v":2}]',
        },
      },
    },
    {
      document: '{ p { c3 c4 m { d(k: 3) { v(n: 4) } } } }',
      data: { p: { c3: '{"d":{"v":12}}', c4: '[{"d":{"v":11}},{"v":2}]', m: { d: { v: 34 } } } },
    },
    { document: '{ p { e2 } }', data: { p: { e2: 'e2 t2(name-en)' } } },
    {
      document: '{ p { e1 e2 e3 t(z: 4) name(l: "fr") } }',
      data: {
        p: {
          e1: 'e1 t1(name-en)',
          e2: 'e2 t2(name-en)',
          e3: 'e3 u(name-de) t3(name-en)',
          t: 't4(name-en)',
          name: 'name-fr',
        },
      },
    },
  ],
};

const people: readonly Row[] = [
  { __typename: 'Man', id: 'm' },
  { __typename: 'Dog', id: 'd' },
];

/** Inputs that differ behind interfaces, their types, and interface objects. */
export const abstractVariants: Construct = {
  subgraphs: {
    beings: {
      sdl: `type Query { house: House beings: [Being] } type House @key(fields: "id") { id: ID! all: [Being!] man: Man }
        interface Being @key(fields: "id") { id: ID! name(l: String): String }
        type Man implements Being @key(fields: "id") { id: ID! name(l: String): String } type Dog implements Being @key(fields: "id") { id: ID! name(l: String, bark: Int): String }`,
      resolvers: {
        Query: { house: () => ({ id: 'h' }), beings: () => people },
        House: { __resolveReference: asGiven, all: () => people, man: () => people[0] },
        Being: {
          ...typed,
          __resolveReference: ({ id }: Row) => people.find((one) => one.id === id),
        },
        Man: { __resolveReference: asGiven, name: (_: Row, { l }: { l: string }) => `man-${l}` },
        Dog: {
          __resolveReference: asGiven,
          name: (_: Row, { l, bark }: { l: string; bark?: number }) => `dog-${l}${bark ?? ''}`,
        },
      },
    },
    signs: {
      sdl: `type House @key(fields: "id") { id: ID! all: [Being!] @external man: Man @external
          de: String @requires(fields: "all { name(l: \\"de\\") }") en: String @requires(fields: "all { name(l: \\"en\\") }")
          mixed: String @requires(fields: "all { ... on Man { name(l: \\"de\\") } ... on Dog { name(l: \\"en\\") } }")
          other: String @requires(fields: "all { ... on Man { name(l: \\"en\\") } ... on Dog { name(l: \\"de\\", bark: 2) } }")
          door: String @requires(fields: "man { name(l: \\"en\\") }") }
        interface Being { name(l: String): String }
        type Man implements Being { name(l: String): String @external } type Dog implements Being { name(l: String, bark: Int): String @external }`,
      resolvers: {
        House: {
          __resolveReference: asGiven,
          ...Object.fromEntries(
            ['de', 'en', 'mixed', 'other'].map((field) => [
              field,
              ({ all }: { all: readonly Row[] }) => all.map(({ name }) => name).join(),
            ]),
          ),
          door: ({ man }: { man: Row }) => man.name,
        },
      },
    },
    tags: {
      sdl: `type Being @interfaceObject @key(fields: "id") { id: ID! name(l: String): String @external
        tag: String @requires(fields: "name(l: \\"de\\")") label: String @requires(fields: "name(l: \\"en\\")") }`,
      resolvers: {
        Being: {
          __resolveReference: asGiven,
          tag: ({ name }: Row) => `tag ${name}`,
          label: ({ name }: Row) => `label ${name}`,
        },
      },
    },
  },
  cases: [
    { document: '{ house { de en } }', data: { house: { de: 'man-de,dog-de', en: 'man-en,dog-en' } } },
    {
      document: '{ house { de en mixed other door } }',
      data: {
        house: {
          de: 'man-de,dog-de',
          en: 'man-en,dog-en',
          mixed: 'man-de,dog-en',
          other: 'man-en,dog-de2',
          door: 'man-en',
        },
      },
    },
    {
      document: '{ beings { tag label name(l: "fr") } }',
      data: {
        beings: [
          { tag: 'tag man-de', label: 'label man-en', name: 'man-fr' },
          { tag: 'tag dog-de', label: 'label dog-en', name: 'dog-fr' },
        ],
      },
    },
    {
      document: '{ house { man { label } en all { ... on Dog { label name(bark: 1) } tag } } }',
      data: {
        house: {
          man: { label: 'label man-en' },
          en: 'man-en,dog-en',
          all: [{ tag: 'tag man-de' }, { label: 'label dog-en', name: 'dog-undefined1', tag: 'tag dog-de' }],
        },
      },
    },
  ],
};
