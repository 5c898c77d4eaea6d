import { describe, expect, it } from '@jest/globals';
import { type ExecutionResult, getIntrospectionQuery } from 'graphql';
import type { Source } from '../source/source.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { buildGraph } from '../testing/build-graph.ts';
import { executeOperation } from './execute.ts';

const users = [{ id: '1', name: 'Ada' }, null, { id: '2', name: 'Bob' }, { id: '1', name: 'Ada' }];

const graph = buildGraph({
  users: {
    sdl: `type Query { me: User users: [User] role: Role secret: Thing now: String! echo(flag: Boolean): Boolean } type Mutation { rename(name: String!): User } type Subscription { told: Int }
      type User @key(fields: "id") { id: ID! name: String } enum Role { OPEN HIDDEN @inaccessible }
      interface Thing { n: Int } type Seen implements Thing { n: Int } type Hidden implements Thing @inaccessible { n: Int }`,
    resolvers: {
      Query: {
        me: () => users[0],
        users: () => users,
        role: () => 'HIDDEN',
        secret: () => ({ __typename: 'Hidden', n: 1 }),
        now: () => 'now',
        echo: (_: unknown, { flag }: { flag?: boolean }) => flag,
      },
      Mutation: { rename: (_: unknown, { name }: { name: string }) => ({ id: '2', name }) },
    },
  },
  orders: {
    sdl: `type User @key(fields: "id") { id: ID! orders: [Order!]! score: Int label: String }
      type Order @key(fields: "id") { id: ID! total: Int! } type Mutation { order: Order }`,
    resolvers: {
      User: {
        orders: (user: { id: string }) => [{ id: `${user.id}a`, total: 3 }],
        score: (user: { id: string }) => {
          if (user.id === '2') throw new Error('no score');
          return 5;
        },
      },
      Mutation: { order: () => ({ id: 'x', total: 1 }) },
    },
  },
});

function withSource(name: string, source: Source): Map<string, Source> {
  return new Map([...graph.sources, [name, source]]);
}

async function run(document: string, sources = graph.sources, variables = {}): Promise<ExecutionResult> {
  return executeOperation(await graph.planner.plan(document), { sources, variables, context: {} });
}

describe('an answer', () => {
  it('has the order, aliases and type names of the client', async () => {
    const result = await run('{ me { orders { t: total __typename } constructor: name __proto__: id } }');
    expect(JSON.stringify(result)).toBe(
      '{"data":{"me":{"orders":[{"t":3,"__typename":"Order"}],"constructor":"Ada","__proto__":"1"}}}',
    );
  });

  it('keeps apart an alias and the key of the same name', async () => {
    const result = await run('{ me { id: name orders { id } } }');
    expect(result).toEqual({ data: { me: { id: 'Ada', orders: [{ id: '1a' }] } } });
  });

  it('hides inaccessible enum values and types', async () => {
    const result = await run('{ role secret { n } }');
    expect(result.data).toEqual({ role: null, secret: null });
    expect(result.errors?.map((error) => error.path)).toEqual([['role'], ['secret']]);
    expect(JSON.stringify(result)).not.toMatch(/hidden/i);
  });

  it('holds introspection out of the API schema', async () => {
    // `isOneOf` is newer than what the planner knows of introspection.
    const result = await run(getIntrospectionQuery({ oneOf: true }));
    expect(result.errors).toBeUndefined();
    expect(JSON.stringify(result)).not.toMatch(/HIDDEN|join__|_entities/);
    const kind = await run('query ($name: String!) { __type(name: $name) { name } __typename }', undefined, {
      name: 'Role',
    });
    expect(kind).toEqual({ data: { __type: { name: 'Role' }, __typename: 'Query' } });
  });

  it('asks once for equal entities and fills every place', async () => {
    const asked: unknown[] = [];
    const orders: Source = {
      execute: async (request) => {
        asked.push(request.variables.representations);
        return graph.sources.get('orders')?.execute(request) ?? {};
      },
    };
    const result = await run('{ users { orders { total } } }', withSource('orders', orders));
    expect(asked).toEqual([
      [
        { __typename: 'User', id: '1' },
        { __typename: 'User', id: '2' },
      ],
    ]);
    const one = { orders: [{ total: 3 }] };
    expect(result).toEqual({ data: { users: [one, null, one, one] } });
  });

  it('runs mutations one after the other', async () => {
    const result = await run('mutation { rename(name: "Eve") { name orders { id } } order { total } }');
    expect(result).toEqual({
      data: { rename: { name: 'Eve', orders: [{ id: '2a' }] }, order: { total: 1 } },
    });
  });
});

describe('an error', () => {
  it('of an entity gets the place in the answer, past nulls in the list', async () => {
    const result = await run('{ people: users { points: score } }');
    expect(result.data).toEqual({ people: [{ points: 5 }, null, { points: null }, { points: 5 }] });
    expect(result.errors).toMatchObject([
      {
        message: 'no score',
        path: ['people', 2, 'points'],
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' },
      },
    ]);
  });

  it.each<[string, Source]>([
    ['throws', { execute: () => Promise.reject(new Error('connect 10.0.0.1 refused')) }],
    [
      'throws at once',
      {
        execute: () => {
          throw new Error('10.0.0.1');
        },
      },
    ],
  ])('of a source that %s stands at each hole, and the rest stays', async (_title, source) => {
    const result = await run('{ now users { name label score } }', withSource('orders', source));
    const hole = (name: string) => ({ name, label: null, score: null });
    expect(result.data).toEqual({ now: 'now', users: [hole('Ada'), null, hole('Bob'), hole('Ada')] });
    expect(result.errors?.map((error) => `${error.path} ${error.extensions.code}`)).toEqual(
      [0, 2, 3].flatMap((at) =>
        ['label', 'score'].map((field) => `users,${at},${field} SUBGRAPH_UNAVAILABLE`),
      ),
    );
    expect(JSON.stringify(result)).not.toContain('10.0.0.1');
  });

  it.each([
    [{ data: { _entities: [] } }, 'SUBGRAPH_BAD_ANSWER'],
    [{}, 'SUBGRAPH_BAD_ANSWER'],
    [{ data: 7 } as never, 'SUBGRAPH_BAD_ANSWER'],
    [{ errors: [{ message: 'busy', extensions: { code: 'BUSY' } }] }, 'BUSY'],
  ])('of the answer %j has a code, and a null that may not be travels up', async (answer, code) => {
    const source: Source = { execute: async () => answer };
    const result = await run('{ now me { name orders { total } } }', withSource('orders', source));
    expect(result.data).toEqual({ now: 'now', me: null });
    expect(result.errors).toMatchObject([{ path: ['me', 'orders'], extensions: { code } }]);
  });

  it('of a null that may not be is told once', async () => {
    const source: Source = { execute: async () => ({ data: { now: null, me: null } }) };
    const result = await run('{ now me { name } }', withSource('users', source));
    expect(result.data).toBeNull();
    expect(result.errors).toMatchObject([{ path: ['now'], extensions: { code: 'NULL_IN_NON_NULL_FIELD' } }]);
  });

  it('of a deadline leaves holes and gives the answer at once', async () => {
    const never: Source = { execute: () => new Promise(() => {}) };
    const prepared = await graph.planner.plan('{ me { name label } }');
    const signal = AbortSignal.timeout(30);
    const result = await executeOperation(prepared, {
      sources: withSource('orders', never),
      context: {},
      signal,
    });
    expect(result.data).toEqual({ me: { name: 'Ada', label: null } });
    expect(result.errors).toMatchObject([
      { path: ['me', 'label'], extensions: { code: 'SUBGRAPH_TIMEOUT' } },
    ]);
  });
});

describe('an operation that cannot be run', () => {
  it.each([
    ['{ me', undefined, 'GRAPHQL_PARSE_FAILED'],
    ['{ nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['query A { now } query B { now }', undefined, 'OPERATION_RESOLUTION_FAILURE'],
    ['query A { now }', 'B', 'OPERATION_RESOLUTION_FAILURE'],
    ['subscription { told @skip(if: true) }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { told @include(if: false) }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription ($a: Boolean!) { told @include(if: $a) }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'subscription { ...T @skip(if: true) } fragment T on Subscription { told }',
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['subscription { ... { told @skip(if: true) } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s is refused', async (document, name, code) => {
    await expect(graph.planner.plan(document, name)).rejects.toMatchObject({
      code,
      errors: [{ extensions: { code } }],
    });
  });

  it('is planned once for all who wait for it', () => {
    expect(graph.planner.plan('{ now  }')).toBe(graph.planner.plan('{ now  }'));
  });

  it('has its variables checked', async () => {
    const result = await run('mutation ($name: String!) { rename(name: $name) { id } }', undefined, {
      name: 3,
    });
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(result).not.toHaveProperty('data');
  });

  it.each([
    'query ($a: Boolean = true) { now @include(if: $a) }',
    'query ($a: Boolean = true) { me { id ...F } } fragment F on User { name @skip(if: $a) }',
  ])('has no condition that is null: %s', async (query) => {
    expect(JSON.parse(JSON.stringify(await run(query, undefined, { a: null })))).toEqual({
      errors: [
        {
          message: 'Variable "$a" of non-null type "Boolean!" must not be null.',
          locations: [{ line: 1, column: 8 }],
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    expect(await run(query, undefined, {})).not.toHaveProperty('errors');
  });

  it('may have a condition that is null in another operation of its document', async () => {
    const query =
      'query A($a: Boolean = true) { echo(flag: $a) } query B($a: Boolean!) { ...F } fragment F on Query { now @include(if: $a) }';
    const prepared = await graph.planner.plan(query, 'A');
    expect(await executeOperation(prepared, { sources: graph.sources, variables: { a: null } })).toEqual({
      data: { echo: null },
    });
  });
});

describe('subgraphs that do not fit', () => {
  it('are named with every reason', () => {
    const compose = () =>
      composeSupergraph([
        {
          name: 'a',
          sdl: 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9") type Query { x: Int }',
        },
        {
          name: 'b',
          sdl: 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9") type Query { x: Int }',
        },
        { name: 'c', sdl: 'type {' },
      ]);
    expect(compose).toThrow(/\[c\] INVALID_GRAPHQL.*line 1/);
  });
});
