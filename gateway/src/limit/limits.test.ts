import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '@lastmile/kernel/actor';
import { getIntrospectionQuery, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startTestGateway } from '../testing-gateway.ts';
import { measureDocument } from './measure-document.ts';

type Running = Awaited<ReturnType<typeof startTestGateway>>;

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@listSize"])';

const limits = {
  GATEWAY_LENGTH_MAX: '12000',
  GATEWAY_TOKENS_MAX: '60',
  GATEWAY_DEPTH_MAX: '4',
  GATEWAY_FIELDS_MAX: '12',
  GATEWAY_ALIASES_MAX: '5',
  GATEWAY_DIRECTIVES_MAX: '3',
  GATEWAY_ROOT_FIELDS_MAX: '6',
  GATEWAY_SENSITIVE_FIELDS: 'join',
  GATEWAY_EXPLORER: 'false',
};

let running: Running;
beforeAll(async () => {
  running = await startTestGateway(limits);
});
afterAll(() => running.stop());

const overSocket = async (query: string): Promise<unknown> => {
  const client = createClient({
    url: `${running.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  try {
    for await (const result of client.iterate({ query })) return result.errors?.[0]?.extensions?.code;
    return undefined;
  } catch (error) {
    return (error as { extensions: { code: string } }[])[0]?.extensions.code;
  } finally {
    await client.dispose();
  }
};

const overGet = async (query: string) => {
  const answer = await fetch(`${running.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { 'apollo-require-preflight': 'yes' },
  });
  return {
    status: answer.status,
    json: (await answer.json()) as { errors?: { extensions: { code: string } }[] },
  };
};

const nested = (depth: number): string => (depth === 1 ? '__typename' : `again { ${nested(depth - 1)} }`);
const times = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');

/** Fragments add tokens, five for each, and no field. */
const within = (levels: number, text: string): string =>
  levels === 0 ? text : `... on Query { ${within(levels - 1, text)} }`;

/** What is just within a limit, and what is just beyond it. */
const cases: readonly (readonly [code: string, limit: number, of: (size: number) => string])[] = [
  ['LENGTH_LIMIT_EXCEEDED', 12_000, (size) => `{ hour } #${'x'.repeat(size - 10)}`],
  ['TOKEN_LIMIT_EXCEEDED', 60, (size) => `{ ${within(11, 'hour '.repeat(size - 57))} }`],
  ['DEPTH_LIMIT_EXCEEDED', 4, (size) => `{ ${nested(size)} }`],
  [
    'DEPTH_LIMIT_EXCEEDED',
    4,
    (size) => `{ ...F } fragment F on Query { again { ...G } } fragment G on Query { ${nested(size - 1)} }`,
  ],
  ['ALIAS_LIMIT_EXCEEDED', 5, (size) => `{ ${times(size, (at) => `a${at}: hour`)} }`],
  ['DIRECTIVE_LIMIT_EXCEEDED', 3, (size) => `{ ${times(size, () => 'hour @skip(if: false)')} }`],
  ['ROOT_FIELD_LIMIT_EXCEEDED', 6, (size) => `{ ${times(size, () => 'hour')} }`],
  ['FIELD_LIMIT_EXCEEDED', 12, (size) => `{ again { again { ${times(size - 2, () => 'hour')} } } }`],
  ['SENSITIVE_FIELD_LIMIT_EXCEEDED', 1, (size) => `mutation { ${times(size, () => 'join')} }`],
];

describe('a limit', () => {
  it.each(cases)(
    '%s: %i passes, one more is refused over POST, GET and a socket',
    async (code, limit, of) => {
      const codeOf = ({ json }: { json: { errors?: { extensions: { code: string } }[] } }) =>
        json.errors?.[0]?.extensions.code;
      const passing = await running.ask(of(limit));
      expect([passing.status, codeOf(passing)]).toEqual([200, undefined]);
      const beyond = await running.ask(of(limit + 1));
      expect([beyond.status, codeOf(beyond)]).toEqual([400, code]);
      expect(beyond.json.errors?.[0]?.extensions).toMatchObject({ limit });
      expect(codeOf(await overGet(of(limit + 1)))).toBe(code);
      expect(await overSocket(of(limit + 1))).toBe(code);
    },
  );

  it('refuses five thousand tokens, a thousand aliases and fragments that multiply before validating them', async () => {
    const bomb = Array.from(
      { length: 12 },
      (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`,
    );
    const measure = measureDocument(parse(`{ ...F0 } ${bomb.join(' ')} fragment F12 on Query { hour }`));
    expect(measure).toMatchObject({ fields: 4096, depth: 1, rootFields: 4096 });
    expect(measureDocument(parse('{ ...F } fragment F on Query { again { ...F } }')).depth).toBe(1);
    const many = await running.ask(`{ ${'a '.repeat(5_000)} }`);
    expect(many.json.errors?.[0]?.extensions.code).toBe('TOKEN_LIMIT_EXCEEDED');
  });

  it('holds for every operation of a document, whichever of them is asked for', async () => {
    const document = `query A { hour } query B { ${nested(5)} }`;
    const { json } = await running.ask(document, {}, 'A');
    expect(json.errors?.[0]?.extensions.code).toBe('DEPTH_LIMIT_EXCEEDED');
  });

  it.each([100, 140, 180])(
    'leaves %i fragments that spread each other in circles to be called invalid',
    async (count) => {
      const standard = await startTestGateway();
      const circle = times(
        count,
        (at) => `fragment F${at} on Query { ...F${(at + 1) % count} ...F${(at + 2) % count} }`,
      );
      try {
        const { json } = await standard.ask(`{ hour } ${circle}`);
        expect(json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      } finally {
        await standard.stop();
      }
    },
  );

  it('set aside, what is nested too deeply for the parser or for validation is still an error of the document', async () => {
    const unlimited = await startTestGateway({ GATEWAY_TOKENS_MAX: '0', GATEWAY_LENGTH_MAX: '0' });
    try {
      const { json } = await unlimited.ask(`{ a(b: ${'['.repeat(200_000)}) }`);
      expect(json.errors?.[0]?.extensions.code).toBe('GRAPHQL_PARSE_FAILED');
      const chain = times(20_000, (at) => `fragment F${at} on Query { ...F${at + 1} }`);
      const chained = await unlimited.ask(`{ hour } ${chain} fragment F20000 on Query { hour }`);
      expect(chained.json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    } finally {
      await unlimited.stop();
    }
  });
});

describe('the cost of an operation', () => {
  const query = 'query($deep: Boolean!) { again { hour again { hour again @include(if: $deep) { hour } } } }';
  const ask = async (deep: boolean, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${costly.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables: { deep } }),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  let costly: Running;
  beforeAll(async () => {
    costly = await startTestGateway({ GATEWAY_COST_MAX: '2' });
  });
  afterAll(() => costly.stop());

  it('is estimated with its variables, and refused beyond the limit before it runs', async () => {
    expect((await ask(false)).status).toBe(200);
    const refused = await ask(true);
    expect(refused).toMatchObject({
      status: 400,
      json: { errors: [{ extensions: { code: 'COST_LIMIT_EXCEEDED', estimated: 3, limit: 2 } }] },
    });
    expect(refused.json).not.toHaveProperty('data');
  });

  it('cannot be told of a list whose length nobody says, where the schema requires it', async () => {
    const sdl = `${link} type Query { hours(first: Int, last: Int): [Int] @listSize(slicingArguments: ["first", "last"]) }
      type Subscription { ticked: Int }`;
    const sized = await startTestGateway(
      {},
      { sdl, source: { execute: async () => ({ data: { hours: [12] } }) } },
    );
    try {
      expect(await sized.ask('{ hours(last: 1) }')).toMatchObject({
        status: 200,
        json: { data: { hours: [12] } },
      });
      const refused = await sized.ask('{ hours }');
      expect(refused).toMatchObject({
        status: 400,
        json: { errors: [{ extensions: { code: 'ONE_SLICING_ARGUMENT_REQUIRED' } }] },
      });
    } finally {
      await sized.stop();
    }
  });

  it('is told with the answer to whoever asks for it', async () => {
    expect((await ask(false)).json).not.toHaveProperty('extensions');
    const { json } = await ask(false, { 'lastmile-cost': 'report' });
    expect(json.extensions).toEqual({ cost: { estimated: 2, actual: 2, limit: 2 } });
  });
});

describe('where the explorer is off', () => {
  it('nobody but staff sees the schema, and errors name no field that was perhaps meant', async () => {
    const { json } = await running.ask('{ __schema { queryType { name } } }');
    expect(json.errors?.[0]?.extensions.code).toBe('INTROSPECTION_DISABLED');
    expect(await overSocket('{ ...F } fragment F on Query { __type(name: "Query") { name } }')).toBe(
      'INTROSPECTION_DISABLED',
    );
    const staff: Actor = {
      ...{ kind: 'user', id: 'ann', version: 1, membershipVersion: 0, memberships: [] },
      staff: [{ permissions: [], scope: { legalEntities: 'all', regions: 'all' } }],
    };
    running.actors.set('session-1', staff);
    const authorization = `Bearer ${await running.token()}`;
    const seen = await running.ask('{ __schema { queryType { name } } }', { authorization });
    expect(seen.json.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    const misspelt = await running.ask('{ hou }');
    expect(misspelt.json.errors?.[0]).toMatchObject({ message: 'Cannot query field "hou" on type "Query".' });
  });
});

it('the introspection that clients send is within the limits that hold by default', async () => {
  const standard = await startTestGateway();
  try {
    const { json } = await standard.ask(getIntrospectionQuery({ descriptions: true, oneOf: true }));
    expect(json.errors).toBeUndefined();
    const hint = await standard.ask('{ hou }');
    expect(hint.json.errors?.[0]?.message).toMatch(/Did you mean "hour"/);
  } finally {
    await standard.stop();
  }
});
