import { describe, expect, it } from '@jest/globals';
import { createPlanner } from '../plan/plan.ts';
import { composeSupergraph } from '../supergraph/compose.ts';

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize"])
  type Query {
    search(filter: Filter, filters: [Filter!], order: Order, orders: [Order], pattern: Pattern, dear: Order @cost(weight: 5), inner: Inner): Found
    plain(text: String): Found
  }
  input Filter { words: String @cost(weight: 25) order: Order inner: Inner and: [Filter!] tags: [Order!] @cost(weight: 3) }
  input Inner { outer: Filter }
  enum Order @cost(weight: 9) { UP DOWN }
  scalar Pattern @cost(weight: 6)
  type Found { found: Found name: String }`;
const planner = createPlanner(
  composeSupergraph([{ name: 'library', sdl, url: 'http://library' }]).supergraphSdl,
);
/** Of fields that weigh 2 besides. */
const estimate = async (declared: string, given: string, variables = {}) =>
  (await planner.plan(`query${declared} { search(${given}) { found { name } } }`)).cost.estimate(variables) -
  2;

describe('the cost of what is given', () => {
  it.each([
    ['an input field', 'filter: { words: "x" }', 25],
    ['an empty input', 'filter: {}', 0],
    ['an input field that is null', 'filter: { words: null, order: null }', 0],
    ['an enum', 'order: UP', 9],
    ['an enum that is null', 'order: null', 0],
    ['each enum of a list', 'orders: [UP, null, DOWN]', 18],
    ['one in place of a list', 'orders: UP', 9],
    ['a scalar', 'pattern: "x"', 6],
    ['an argument, in place of its enum', 'dear: UP', 5],
    ['a list with a weight of its own', 'filter: { tags: [UP, DOWN] }', 3],
    ['what is nested', 'filter: { order: UP, inner: { outer: { words: "x" } } }', 9 + 25],
    [
      'each of a list',
      'filters: [{ words: "x" }, { words: "y", and: [{ words: "z" }, { order: UP }] }]',
      75 + 9,
    ],
    ['what is nested in itself', 'inner: { outer: { inner: { outer: { order: DOWN } } } }', 9],
    ['all arguments together', 'filter: { words: "x" }, order: UP, pattern: "y"', 40],
  ])('is that of %s', async (_, given, cost) => {
    expect(await estimate('', given)).toBe(cost);
  });

  it.each<[string, string, string, Record<string, unknown>, number]>([
    ['an input', '($f: Filter)', 'filter: $f', { f: { words: 'x', and: [{ order: 'UP' }] } }, 25 + 9],
    ['an enum', '($o: Order)', 'order: $o', { o: 'UP' }, 9],
    ['nothing', '($o: Order)', 'order: $o', {}, 0],
    ['null', '($o: Order = UP)', 'order: $o', { o: null }, 0],
    ['a default', '($f: Filter = { words: "x" })', 'filter: $f', {}, 25],
    ['a part of a literal', '($w: String, $o: Order)', 'filters: [{ words: $w, order: $o }]', { w: 'x' }, 25],
    ['something else', '($f: Filter)', 'filter: $f', { f: 'x' }, 0],
    [
      'a name of every object',
      '($f: Filter)',
      'filter: $f',
      { f: JSON.parse('{"__proto__":{"words":"x"}}') },
      0,
    ],
  ])('by a variable is that of %s', async (_, declared, given, variables, cost) => {
    expect(await estimate(declared, given, variables)).toBe(cost);
  });

  it('is found however deep a variable is nested', async () => {
    let filter: unknown = { words: 'x' };
    for (let depth = 0; depth < 100_000; depth += 1) filter = { and: [filter] };
    expect(await estimate('($f: Filter)', 'filter: $f', { f: filter })).toBe(25);
  });
});
