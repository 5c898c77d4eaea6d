import { expect, it } from '@jest/globals';
import type { Source } from '../source/source.ts';
import { buildGraph } from '../testing/build-graph.ts';
import { executeOperation } from './execute.ts';

const graph = buildGraph({
  shop: {
    sdl: `type Query { items: [Item] any: [Any] } union Any = Item | Box type Box { size: Int }
      type Item @key(fields: "id") { id: ID! }`,
  },
  stock: { sdl: 'type Item @key(fields: "id") { id: ID! left: Int must: Int! } type Shelf { left: Int }' },
});

async function run(document: string, answers: Record<string, unknown>) {
  const sources = new Map<string, Source>(
    Object.entries(answers).map(([name, data]) => [
      name,
      { execute: async () => structuredClone({ data }) as never },
    ]),
  );
  return executeOperation(await graph.planner.plan(document), { sources });
}

const items = ['1', '2'].map((id) => ({ __typename: 'Item', id }));
const code = 'SUBGRAPH_BAD_ANSWER';

it.each([
  ['a text', 'left'],
  ['a list', [{ left: 2 }]],
  ['an object of a type that nobody has', { __typename: 'Nope', left: 2, must: 2 }],
  ['an object of another type', { __typename: 'Shelf', left: 2, must: 2 }],
  ['an object whose type has no name', { __typename: 7, left: 2, must: 2 }],
])('An entity that is %s leaves a hole with a code, and the others stay', async (_what, entity) => {
  const stock = { _entities: [{ __typename: 'Item', left: 1, must: 1 }, entity] };
  const { data, errors } = await run('{ items { id left } }', { shop: { items }, stock });
  expect(data).toEqual({
    items: [
      { id: '1', left: 1 },
      { id: '2', left: null },
    ],
  });
  expect(errors).toMatchObject([{ path: ['items', 1, 'left'], extensions: { code } }]);
  const bubbling = await run('{ items { id must } }', { shop: { items }, stock });
  expect(bubbling.data).toEqual({ items: [{ id: '1', must: 1 }, null] });
  expect(bubbling.errors).toMatchObject([{ path: ['items', 1, 'must'], extensions: { code } }]);
});

it('An entity that is not there is null without an error', async () => {
  const stock = { _entities: [null, { left: 2 }] };
  const result = await run('{ items { left } }', { shop: { items }, stock });
  expect(result).toEqual({ data: { items: [{ left: null }, { left: 2 }] } });
});

it('A value of a union that does not say what it is leaves a hole with a code', async () => {
  const any = [{ __typename: 'Box', size: 1 }, { size: 2 }];
  const { data, errors } = await run('{ any { ... on Box { size } } }', { shop: { any } });
  expect(data).toEqual({ any: [{ size: 1 }, null] });
  expect(errors).toMatchObject([{ path: ['any', 1], extensions: { code } }]);
});

it.each([
  ['all', {}, { items: null, any: null }, ['items', 'any']],
  ['one', { any: [] }, { items: null, any: [] }, ['items']],
])('An answer that lacks root fields (%s) leaves holes with a code', async (_what, shop, data, holes) => {
  const result = await run('{ items { id } any { ... on Box { size } } }', { shop });
  expect(result.data).toEqual(data);
  expect(result.errors).toMatchObject(holes.map((hole) => ({ path: [hole], extensions: { code } })));
});
