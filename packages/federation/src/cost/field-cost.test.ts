import { describe, expect, it } from '@jest/globals';
import { OperationRefused } from '../document/read-operation.ts';
import { createPlanner } from '../plan/plan.ts';
import { composeSupergraph } from '../supergraph/compose.ts';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize"])
  type Query {
    media: [Medium] @listSize(assumedSize: 3)
    found: Found
    books(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
    shelves(first: Int): Shelves @listSize(slicingArguments: ["first"], sizedFields: ["books"])
    latest(first: Int = 4): [Book] @listSize(slicingArguments: ["first"])
    either(first: Int = 4, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
  }
  type Mutation { rename: Book @cost(weight: 1) buy: Rarity add: Book touch: Boolean @cost(weight: 0) }
  interface Medium { title: String blurb: String pages: [Page] chapters(first: Int): [Page] @listSize(assumedSize: 7) rarity: Rarity }
  type Book implements Medium {
    title: String
    blurb: String @cost(weight: 4)
    pages: [Page] @listSize(assumedSize: 500)
    chapters(first: Int, last: Int): [Page] @listSize(slicingArguments: ["last"])
    rarity: Rarity
  }
  type Film implements Medium {
    title: String
    blurb: String @cost(weight: 1)
    pages: [Page]
    chapters(first: Int): [Page] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    rarity: Rarity @cost(weight: 30)
  }
  union Found = Rarity | Page
  type Rarity @cost(weight: 20) { name: String }
  type Page { text: String }
  type Shelves { books: [Book] count: Int }`;
const planner = createPlanner(
  composeSupergraph([{ name: 'library', sdl, url: 'http://library' }]).supergraphSdl,
);
const estimate = async (query: string, variables = {}) =>
  (await planner.plan(query)).cost.estimate(variables);

describe('the cost of a field', () => {
  it.each([
    ['a list that an object says is long', '{ media { pages { text } } }', 3 * (1 + 500)],
    ['a list of one type', '{ media { ... on Film { pages { text } } } }', 3 * (1 + 10)],
    ['a weight that an object says', '{ media { rarity { name } } }', 3 * (1 + 30)],
    ['the dearer of two', '{ media { blurb } }', 3 * (1 + 4)],
    ['what one type says itself', '{ media { ... on Film { blurb } } }', 3 * (1 + 1)],
    ['the greatest of the sizes', '{ media { chapters(first: 9) { text } } }', 3 * (1 + 10)],
    ['a slicing argument that an object says', '{ media { chapters(first: 90) { text } } }', 3 * (1 + 90)],
    ['the dearest type of a union', '{ found { __typename } }', 20],
    ['a mutation', 'mutation { add { title } }', 10],
    ['a mutation that says that it is cheap', 'mutation { rename { title } }', 1],
    ['a mutation that says that it costs nothing', 'mutation { touch }', 0],
    ['a mutation of a type that is dear', 'mutation { buy { name } }', 20],
  ])('is that of %s', async (_, query, cost) => {
    expect(await estimate(query)).toBe(cost);
  });

  it('of an answer is no more than was estimated', async () => {
    const { cost } = await planner.plan('{ media { rarity { name } blurb } }');
    expect(cost.count({ media: [{ rarity: { name: 'x' }, blurb: 'y' }] })).toBe(1 + 30 + 4);
  });
});

describe('where exactly one slicing argument is required', () => {
  it.each([
    ['one is given', '{ books(last: 3) { title } }', {}, 3],
    ['the other is null', '{ books(first: null, last: 3) { title } }', {}, 3],
    ['one is a variable', 'query($n: Int) { books(first: $n) { title } }', { n: 5 }, 5],
    ['one is a variable with a default', 'query($n: Int = 6) { books(first: $n) { title } }', {}, 6],
    ['the schema has a default', '{ latest { title } }', {}, 4],
    ['another is given in place of the default', '{ either(first: null, last: 3) { title } }', {}, 3],
    ['it is left out', '{ found { __typename } books @skip(if: true) { title } }', {}, 20],
    ['it stands for a list below', '{ shelves(first: 2) { books { title } } }', {}, 1 + 2],
  ])('an operation passes when %s', async (_, query, variables, cost) => {
    expect(await estimate(query, variables)).toBe(cost);
  });

  it.each([
    ['none is given', '{ books { title } }', {}],
    ['both are given', '{ books(first: 1, last: 2) { title } }', {}],
    ['it is null', '{ books(first: null) { title } }', {}],
    ['its variable is absent', 'query($n: Int) { books(first: $n) { title } }', {}],
    ['its variable is null', 'query($n: Int = 6) { books(first: $n) { title } }', { n: null }],
    ['the default is set to null', '{ latest(first: null) { title } }', {}],
    ['one is given beside a default', '{ either(last: 3) { title } }', {}],
    ['nothing is asked of the list below', '{ shelves { count } }', {}],
  ])('an operation is refused when %s', async (_, query, variables) => {
    const refused = await estimate(query, variables).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OperationRefused);
    expect(refused).toMatchObject({ code: 'ONE_SLICING_ARGUMENT_REQUIRED' });
  });
});

it('An interface that no type implements weighs as an object does', async () => {
  const bare = 'interface Node { id: ID! next: Node } type Query { node: Node nodes: [Node] }';
  const { supergraphSdl } = composeSupergraph([{ name: 'bare', sdl: bare, url: 'http://bare' }]);
  const { cost } = await createPlanner(supergraphSdl).plan('{ node { id next { id } } nodes { id } }');
  expect(cost.estimate({})).toBe(12);
});
