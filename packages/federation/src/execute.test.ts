import { describe, expect, it } from '@jest/globals';
import { executeOperation } from './execute.ts';
import { buildGraph } from './testing/build-graph.ts';

const graph = buildGraph({
  users: {
    sdl: `type Query { me: User users: [User!]! } type User @key(fields: "id") { id: ID! name: String }`,
    resolvers: {
      Query: {
        me: () => ({ id: '1', name: 'Ada' }),
        users: () => [
          { id: '1', name: 'Ada' },
          { id: '2', name: 'Bob' },
        ],
      },
    },
  },
  orders: {
    sdl: `type User @key(fields: "id") { id: ID! orders: [Order!]! } type Order @key(fields: "id") { id: ID! total: Int! }`,
    resolvers: {
      User: { orders: (user: { id: string }) => [{ id: `${user.id}a`, total: 3 }] },
    },
  },
});

describe('an operation over two subgraphs', () => {
  it('is answered in the order of the client', async () => {
    const prepared = await graph.planner.plan('{ me { orders { t: total __typename } name } }');
    const result = await executeOperation(prepared, { sources: graph.sources });
    expect(JSON.stringify(result)).toBe(
      '{"data":{"me":{"orders":[{"t":3,"__typename":"Order"}],"name":"Ada"}}}',
    );
  });
});
