import { describe, expect, it } from '@jest/globals';
import { createPlanner } from '../plan/plan.ts';
import { composeSupergraph } from '../supergraph/compose.ts';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", { name: "@listSize", as: "@size" }])
  type Query {
    book(id: ID): Book
    books(first: Int = 20, last: Int): [Book] @size(slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
    bestsellers: [Book] @size(assumedSize: 5)
    shelves(first: Int = 10): Shelves @size(slicingArguments: ["first"], sizedFields: ["nodes", "edges"])
    tags: [String!]
    media: [Medium!] @size(assumedSize: 2)
    search(words: String @cost(weight: 3)): [Medium] @cost(weight: 7)
  }
  type Mutation { addBook(title: String): Book }
  type Subscription { bookAdded: Book }
  interface Medium { title: String author: Author }
  type Book implements Medium @key(fields: "id") { id: ID title: String author: Author pages: [Page] }
  type Film implements Medium { title: String author: Author studio: Author rating: Float @cost(weight: 50) }
  type Author { name: String books: [Book] }
  type Page @cost(weight: 2) { text: String }
  type Shelves { nodes: [Shelf] edges: [Edge] count: Int }
  type Edge { node: Shelf }
  type Shelf { book: Book }`;
const planner = createPlanner(
  composeSupergraph([{ name: 'library', sdl, url: 'http://library' }]).supergraphSdl,
);

const estimate = async (query: string, variables = {}) =>
  (await planner.plan(query)).cost.estimate(variables);

describe('the cost of an operation', () => {
  it.each([
    ['a leaf', '{ book { title } }', 1],
    ['an object below', '{ book { author { name } } }', 2],
    ['a list of which nothing is known', '{ book { pages { text } } }', 1 + 10 * 2],
    ['a list of leaves', '{ tags }', 0],
    ['a slicing argument', '{ books(first: 3) { author { name } } }', 3 * 2],
    ['its default', '{ books { title } }', 20],
    ['the greatest of several', '{ books(first: 3, last: 30) { title } }', 30],
    ['an assumed size', '{ bestsellers { title } }', 5],
    [
      'sized fields, the connection itself once',
      '{ shelves(first: 4) { nodes { book { id } } count } }',
      1 + 4 * 2,
    ],
    [
      'sized fields in a fragment',
      '{ shelves(first: 4) { ...S } } fragment S on Shelves { edges { node { book { id } } } }',
      1 + 4 * 3,
    ],
    ['lists in lists', '{ books(first: 10) { author { books { title } } } }', 10 * (1 + 1 + 10)],
    [
      'the dearest of the types that may stand there',
      '{ media { title ... on Book { pages { text } } ... on Film { studio { name } } } }',
      2 * (1 + 20),
    ],
    ['a field that weighs more', '{ media { ... on Film { rating } } }', 2 * (1 + 50)],
    ['a field and an argument that weigh more', '{ search(words: "x") { title } }', 3 + 10 * 7],
    ['a mutation', 'mutation { addBook { title } }', 10],
    ['a subscription’s event', 'subscription { bookAdded { author { name } } }', 2],
    ['what is left out', '{ a: book @skip(if: true) { title } b: book @include(if: true) { title } }', 1],
    ['introspection', '{ __schema { types { name } } __typename }', 0],
  ])('counts %s', async (_, query, cost) => {
    expect(await estimate(query)).toBe(cost);
  });

  it('leans on variables, their defaults, and those of arguments', async () => {
    const query =
      'query($first: Int = 7, $no: Boolean = true) { books(first: $first) { title } book @skip(if: $no) { title } }';
    expect(await estimate(query)).toBe(7);
    expect(await estimate(query, { first: 2 })).toBe(2);
    expect(await estimate(query, { first: null })).toBe(10);
    expect(await estimate(query, { first: -5, no: false })).toBe(1);
    expect(await estimate('query($first: Int) { books(first: $first) { title } }')).toBe(20);
  });

  it('of an answer counts what is in it', async () => {
    const { cost } = await planner.plan(
      '{ b: books(first: 50) { title author { name } } media { ... on Film { rating } ... on Book { pages { text } } } }',
    );
    const data = {
      b: [{ title: 'x', author: { name: 'y' } }, { title: 'z', author: null }, null],
      media: [{ rating: 1 }, { pages: [{ text: 'a' }, { text: 'b' }] }],
    };
    expect(cost.count(data)).toBe(2 + 1 + (1 + 50) + (1 + 2 + 2));
    expect(cost.count(null)).toBe(0);
  });
});
