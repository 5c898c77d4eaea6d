import { type Construct, streamOf } from './construct.ts';

type Row = Record<string, unknown>;
const asGiven = (reference: Row) => reference;

/** Output enums are united, input enums and input objects intersected; a field and an argument that only one has. */
export const enumsAndInputs: Construct = {
  subgraphs: {
    jobs: {
      sdl: `type Query { jobs(filter: Filter, states: [State!] = [ON]): [Job!]! echo(filter: Filter!): String! @shareable } type Mutation { start(input: Start!): Job } type Subscription { changed(filter: Filter): Job }
        input Filter { name: String state: State deep: [Filter!] onlyJobs: Int } input Start { at: Int! = 3 note: String } enum State { ON OFF PAUSED } enum Mood { GOOD BAD }
        type Job @key(fields: "id") { id: ID! state: Int mood: Mood @shareable name(upper: Boolean = false): String @shareable }`,
      resolvers: {
        Query: {
          jobs: (_: unknown, args: unknown) => [{ id: '1', name: JSON.stringify(args), mood: 'BAD' }],
          echo: (_: unknown, { filter }: { filter: unknown }) => JSON.stringify(filter),
        },
        Mutation: {
          start: (_: unknown, { input }: { input: { at: number } }) => ({ id: String(input.at), mood: null }),
        },
        Subscription: { changed: streamOf({ id: '1', mood: 'GOOD' }) },
        Job: {
          __resolveReference: asGiven,
          name: ({ name, id }: Row, { upper }: { upper?: boolean }) => {
            const text = String(name ?? `job ${id}`);
            return upper ? text.toUpperCase() : text;
          },
        },
      },
    },
    moods: {
      sdl: `type Query { echo(filter: Filter!): String! @shareable } enum Mood { GOOD BAD SOSO } enum State { ON OFF } input Filter { name: String state: State deep: [Filter!] onlyMoods: Int }
        type Job @key(fields: "id") { id: ID! mood: Mood @shareable moods: [Mood] name(upper: Boolean = false): String @shareable likes(filter: Filter): String! }`,
      resolvers: {
        Query: { echo: (_: unknown, { filter }: { filter: unknown }) => JSON.stringify(filter) },
        Job: {
          __resolveReference: asGiven,
          mood: () => 'SOSO',
          moods: () => ['SOSO', null, 'GOOD'],
          name: ({ id }: Row) => `job ${id}`,
          likes: (_: unknown, { filter }: { filter?: unknown }) => JSON.stringify(filter ?? null),
        },
      },
    },
  },
  hidden: ['PAUSED', 'onlyJobs', 'onlyMoods'],
  cases: [
    { document: '{ jobs { mood moods } }', data: { jobs: [{ mood: 'BAD', moods: ['SOSO', null, 'GOOD'] }] } },
    {
      document:
        '{ jobs(filter: { name: "n", deep: [{ state: OFF }] }, states: []) { name likes(filter: { state: ON, deep: [] }) } }',
      data: {
        jobs: [
          {
            name: '{"filter":{"name":"n","deep":[{"state":"OFF"}]},"states":[]}',
            likes: '{"state":"ON","deep":[]}',
          },
        ],
      },
    },
    {
      document:
        'query($f: Filter!, $s: State, $n: String = "x") { echo(filter: $f) jobs { likes(filter: { state: $s, name: $n }) all: likes(filter: $f) } }',
      variables: { f: { name: 'a', deep: [{ deep: [{ state: 'ON' }] }] }, s: 'OFF' },
      data: {
        echo: '{"name":"a","deep":[{"deep":[{"state":"ON"}]}]}',
        jobs: [
          { likes: '{"name":"x","state":"OFF"}', all: '{"name":"a","deep":[{"deep":[{"state":"ON"}]}]}' },
        ],
      },
    },
    {
      document: 'query($u: Boolean) { jobs(states: OFF) { shout: name(upper: $u) likes } }',
      variables: { u: true },
      data: { jobs: [{ shout: '{"STATES":["OFF"]}', likes: 'null' }] },
    },
    {
      document:
        'mutation($n: String) { a: start(input: {}) { id moods } b: start(input: { at: 5, note: $n }) { id likes } }',
      data: { a: { id: '3', moods: ['SOSO', null, 'GOOD'] }, b: { id: '5', likes: 'null' } },
    },
    {
      document: 'subscription { changed(filter: { state: ON }) { mood likes(filter: { name: "y" }) } }',
      events: [{ changed: { mood: 'GOOD', likes: '{"name":"y"}' } }],
    },
  ],
};
