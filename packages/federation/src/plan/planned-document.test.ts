import { describe, expect, it } from '@jest/globals';
import { interfaceObject } from '../constructs/interface-object.ts';
import { buildGraph } from '../testing/build-graph.ts';

const { planner } = buildGraph(interfaceObject.subgraphs);

describe('an interface object whose type is not asked for', () => {
  it.each([
    '{ topRated { stars } }',
    '{ topRated { ... { stars } } }',
    '{ topRated { ... on Media { ... { id } stars @include(if: true) } } }',
    '{ topRated { ...Stars } } fragment Stars on Media { ...Id } fragment Id on Media { id }',
  ])('is not looked for where its type is known: %s', async (document) => {
    const { fetches } = await planner.plan(document);
    expect(fetches.map(({ service }) => service)).toEqual(['ratings']);
  });

  it.each([
    ['query($x: Boolean!) { topRated { stars @include(if: $x) } }', 'no field is certain'],
    ['{ topRated { ... on Song { stars } } }', 'only one type is asked'],
  ])('is looked for in %s: %s', async (document) => {
    const { fetches } = await planner.plan(document);
    expect(fetches.map(({ service }) => service)).toContain('media');
  });
});
