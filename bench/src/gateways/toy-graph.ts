/** Users, their reviews, the products that they are of, and what is in stock: the shape of public gateway benchmarks. */
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

export const toySdl: Readonly<Record<string, string>> = {
  users: `${link} type Query { user(id: ID!): User } type User @key(fields: "id") { id: ID! name: String! email: String! }`,
  reviews: `${link} type User @key(fields: "id") { id: ID! reviews(first: Int!): [Review!]! }
    type Review { id: ID! body: String! rating: Int! product: Product! } type Product @key(fields: "upc") { upc: ID! }`,
  products: `${link} type Product @key(fields: "upc") { upc: ID! name: String! price: Float! weight: Int! }`,
  inventory: `${link} type Product @key(fields: "upc") { upc: ID! inStock: Boolean! warehouse: Warehouse! }
    type Warehouse { city: String! shelf: Int! }`,
};

const words = 'It came in time, works as it should, and the box was whole when it did. '.repeat(3);

/** Objects by their ids alone, so that every process makes the same. */
export const toyResolvers: Readonly<Record<string, Record<string, Record<string, unknown>>>> = {
  users: {
    Query: { user: (_: unknown, { id }: { id: string }) => userOf(id) },
    User: { __resolveReference: ({ id }: { id: string }) => userOf(id) },
  },
  reviews: {
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      reviews: ({ id }: { id: string }, { first }: { first: number }) =>
        Array.from({ length: first }, (_, at) => ({
          ...{ id: `${id}-${at}`, rating: (at % 5) + 1, body: `${at}: ${words}` },
          product: { upc: `p${(Number(id) * 7 + at) % 500}` },
        })),
    },
  },
  products: {
    Product: {
      __resolveReference: ({ upc }: { upc: string }) => ({
        ...{ upc, name: `Product ${upc}`, price: Number(upc.slice(1)) + 0.5, weight: upc.length * 100 },
      }),
    },
  },
  inventory: {
    Product: {
      __resolveReference: ({ upc }: { upc: string }) => ({
        ...{ upc, inStock: Number(upc.slice(1)) % 3 > 0, warehouse: { city: 'Bremen', shelf: upc.length } },
      }),
    },
  },
};

const userOf = (id: string) => ({ id, name: `User ${id}`, email: `user-${id}@example.org` });

export const toyIds = Array.from({ length: 1_000 }, (_, at) => String(10_000 + at));

/** Some 90 KB of answer. */
export const largeQuery = `query User($id: ID!) { user(id: $id) { id name email reviews(first: 200) { id rating body
  product { upc name price weight inStock warehouse { city shelf } } } } }`;

/** Some 2 KB, over the same four subgraphs. */
export const smallQuery = `query User($id: ID!) { user(id: $id) { id name reviews(first: 10) { id rating
  product { name price inStock } } } }`;
