import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { weighPlanned } from '../document/weigh-document.ts';
import { composeSupergraph } from '../supergraph/compose.ts';
import { createPlanner, type Planner } from './plan.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const sdl = `type Query { book(id: ID): Book } type Book { id: ID title: String author: Author } type Author { name: String }`;
const { supergraphSdl } = composeSupergraph([{ name: 'library', sdl, url: 'http://library' }]);

/** Makes the text of one of many operations. */
type TextOf = (at: number) => string;

/** Bytes that stay when operations have been planned. */
async function kept(planner: Planner, count: number, textOf: TextOf): Promise<number> {
  await planner.plan('{ book { author { name } } }');
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < count; at += 1) await planner.plan(textOf(at));
  collect();
  return process.memoryUsage().heapUsed - before;
}

const long = 'x'.repeat(100_000);
const wide: TextOf = (at) => `{ book(id: ${at}) { ${'title '.repeat(300)} author { name } } }`;

describe('operations that are kept planned', () => {
  it.each<[string, number, TextOf]>([
    ['long comments', 300, (at) => `{ book { id } } # ${at} ${long}`],
    ['many comments', 30, (at) => `{ book { id } } # ${at} ${'#\n'.repeat(20_000)}`],
    ['long values', 150, (at) => `{ book(id: "${at} ${long}") { id } }`],
    ['many fields', 150, wide],
  ])('take no more memory than they may: %s', async (_, count, textOf) => {
    const planner = createPlanner(supergraphSdl, { operationBytes: 5_000_000 });
    expect(await kept(planner, count, textOf)).toBeLessThan(8_000_000);
  });

  it('are weighed at least as heavy as they are', async () => {
    const planner = createPlanner(supergraphSdl);
    const bytes = await kept(planner, 50, wide);
    const { definition, fetches } = await planner.plan(wide(0));
    expect(50 * weighPlanned(definition, fetches)).toBeGreaterThan(bytes);
  });
});
