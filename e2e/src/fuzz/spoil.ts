import type { SeededRandom } from '../kill/seeded-random.ts';
import type { MadeOperation } from './make-document.ts';
import { anyValue, hostileNames } from './make-values.ts';

/** A request as it goes over the wire. */
export interface FuzzRequest {
  readonly method: 'GET' | 'POST';
  readonly search: string;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const json = { 'content-type': 'application/json' };

/** What is sent: half of the time as it was made, otherwise spoilt in its text, its parameters or its bytes. */
export function requestOf(random: SeededRandom, made: MadeOperation): FuzzRequest {
  const turn = random.next();
  if (turn < 0.5) return post(made);
  if (turn < 0.7) return post({ ...made, query: spoilText(random, made.query) });
  if (turn < 0.8) return post({ ...made, query: spoilMeaning(random, made.query) });
  if (turn < 0.9) return post(spoilParameters(random, made));
  if (turn < 0.95) return byGet(random, made);
  return { ...post(made), body: spoilText(random, JSON.stringify(made)), headers: spoilHeaders(random) };
}

const post = (body: unknown): FuzzRequest => ({
  method: 'POST',
  search: '',
  body: JSON.stringify(body),
  headers: json,
});

function byGet(random: SeededRandom, { query, variables }: MadeOperation): FuzzRequest {
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  if (random.next() < 0.2) search.append('query', '{ __typename }');
  const headers: Record<string, string> = random.next() < 0.7 ? { 'apollo-require-preflight': 'yes' } : {};
  // A server may refuse what is longer than a line of headers may be.
  return { method: 'GET', search: `?${search}`.slice(0, 8_000), body: undefined, headers };
}

/** A few characters lost, doubled, swapped or put in. */
function spoilText(random: SeededRandom, text: string): string {
  let spoilt = text;
  for (let times = random.whole(1, 4); times > 0; times -= 1) {
    const at = random.whole(0, Math.max(spoilt.length - 1, 0));
    const more = random.pick([
      '{',
      '}',
      '(',
      ')',
      '"',
      '"""',
      '$',
      '@',
      '...',
      '\u0000',
      '\\',
      '#',
      '😀',
      '\ufeff',
      '\r',
      '1e',
      '-',
      '!',
      ':',
    ]);
    const kind = random.whole(0, 2);
    if (kind === 0) spoilt = spoilt.slice(0, at) + spoilt.slice(at + random.whole(1, 5));
    else if (kind === 1) spoilt = spoilt.slice(0, at) + more + spoilt.slice(at);
    else spoilt = spoilt.slice(0, at) + spoilt.slice(at, at + 20) + spoilt.slice(at);
  }
  return spoilt;
}

/** Still GraphQL, and not what the schema has. */
function spoilMeaning(random: SeededRandom, query: string): string {
  const name = random.pick(hostileNames);
  return random.pick([
    () => query.replace(/\{ /, `{ ${name} `),
    () => query.replace(/\{ /, '{ ...F ').concat(' fragment F on Query { ...F }'),
    () => query.replace(/\b(query|mutation|subscription)\b/, 'subscription'),
    () => query.replace(/ Made/, ' Made @include(if: true) @skip(if: $no)'),
    () => `${query} query Made { __typename }`,
    () => query.replace(/\$v0: [\w![\]]+/, '$v0: [[Int!]!]!'),
    () => query.replaceAll(/\bid\b/g, `id: ${name}`),
    () => `{ ${'a { '.repeat(random.whole(5, 60))} b ${'} '.repeat(60)} }`,
    () => `{ ${Array.from({ length: random.whole(10, 2_000) }, (_, at) => `x${at}: __typename`).join(' ')} }`,
    () => 'query($r: [_Any!]!) { _entities(representations: $r) { __typename } _service { sdl } }',
  ])();
}

function spoilParameters(random: SeededRandom, made: MadeOperation): unknown {
  return random.pick([
    () => ({ ...made, variables: anyValue(random) }),
    () => ({ ...made, extensions: anyValue(random) }),
    () => ({ ...made, operationName: anyValue(random) }),
    () => ({ ...made, query: anyValue(random) }),
    () => ({
      query: made.query,
      variables: Object.fromEntries(Object.keys(made.variables).map((name) => [name, anyValue(random)])),
    }),
    () => ({ documentId: anyValue(random) }),
    () => ({ extensions: { persistedQuery: anyValue(random) } }),
    () => ({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } }, query: made.query }),
    () => [made, made],
    () => anyValue(random),
  ])();
}

function spoilHeaders(random: SeededRandom): Record<string, string> {
  return random.pick<Record<string, string>>([
    json,
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { ...json, accept: 'text/html' },
    { ...json, accept: 'application/graphql-response+json' },
    { ...json, 'x-correlation-id': "'><script>" },
    { ...json, traceparent: '00-zz-zz-01' },
    { ...json, 'lastmile-membership-version': '1e309' },
  ]);
}
