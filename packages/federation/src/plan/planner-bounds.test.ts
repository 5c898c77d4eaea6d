import { expect, it } from '@jest/globals';
import { ErrorCode } from '../ground/error-codes.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { createPlanner } from './plan.ts';

const kinds = ['Song', 'Clip', 'Podcast'];
const fields = 'id: ID! title(lang: String): String length: Int by: Artist';
const { supergraphSdl } = composeSupergraph([
  {
    name: 'media',
    url: 'http://media',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      interface Media @key(fields: "id") { ${fields} }
      ${kinds.map((kind) => `type ${kind} implements Media @key(fields: "id") { ${fields} }`).join(' ')}
      type Artist @key(fields: "id") { id: ID! born: Int } type Query { media: [Media] }`,
  },
  {
    name: 'ratings',
    url: 'http://ratings',
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@interfaceObject"])
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int rated: [Artist] similar: [Media] pair: Pair
        title(lang: String): String @external length: Int @external
        summary: String @requires(fields: "title(lang: \\"en\\") length") }
      type Pair { first: Media second: Media count: Int } type Artist @key(fields: "id") { id: ID! rank: Int }
      type Query { top: [Media!] }`,
  },
]);

const inner = 'similar { pair { count } rated { born rank } id length summary } summary length';

it('refuses an operation whose plans multiply without end, and plans what is like it and less', async () => {
  const planner = createPlanner(supergraphSdl);
  const nested = `{ top { similar { __typename id pair { second { title ${inner} } count } stars title } } }`;
  const deeper = `{ top { similar { pair { first { ${inner} } second { title ${inner} } } title } } }`;
  expect((await planner.plan(`{ top { ${inner} } }`)).fetches.length).toBeGreaterThan(1);
  for (const document of [nested, deeper])
    await expect(planner.plan(document)).rejects.toMatchObject({
      errors: [
        { message: expect.stringMatching(/Too many options/), extensions: { code: ErrorCode.planning } },
      ],
    });
});
