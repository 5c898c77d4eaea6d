import { describe, expect, it } from '@jest/globals';
import { createPlanner } from '../plan/plan.ts';
import { buildGraph } from '../testing/build-graph.ts';

const { supergraphSdl } = buildGraph({
  old: { sdl: 'type Query { a: Int b: Int c: Int d: Int e: Int }' },
  fresh: {
    sdl: `type Query { a: Int @override(from: "old", label: "percent(25)") b: Int @override(from: "old", label: "percent(50.5)")
      c: Int @override(from: "old", label: "percent(0)") d: Int @override(from: "old", label: "percent(100)")
      e: Int @override(from: "old", label: "named") }`,
  },
});

/** Which fields the new subgraph is asked for, by what was drawn. */
async function moved(drawn: number, overrideLabels: string[] = []): Promise<string> {
  const planner = createPlanner(supergraphSdl, { draw: () => drawn, overrideLabels });
  const { fetches } = await planner.plan('{ a b c d e }');
  return fetches
    .filter(({ service }) => service === 'fresh')
    .map(({ document }) => document)
    .join();
}

describe('labels of @override', () => {
  it.each([
    [0, [], '{a b d}'],
    [0.2499, [], '{a b d}'],
    [0.25, [], '{b d}'],
    [0.504, [], '{b d}'],
    [0.505, [], '{d}'],
    [0.9999, [], '{d}'],
    [0.9999, ['named'], '{d e}'],
    [0.9999, ['percent(25)', 'percent(0)', 'unknown'], '{a c d}'],
    [0, ['percent(25)', 'percent(50.5)'], '{a b d}'],
  ])('drawn as %d with %j on move %s', async (drawn, on, expected) => {
    expect(await moved(drawn, on)).toBe(expected);
  });

  it('are drawn for each request, and no operation is planned twice for the same outcome', async () => {
    let drawn = 0;
    const planner = createPlanner(supergraphSdl, { draw: () => drawn });
    const plans = [0, 0.3, 0.9, 0.1, 0.4, 0.99].map((next) => {
      drawn = next;
      return planner.plan('{ a b }');
    });
    expect(plans.map((plan) => plans.indexOf(plan))).toEqual([0, 1, 2, 0, 1, 2]);
    expect(new Set((await Promise.all(plans)).map(({ id }) => id)).size).toBe(1);
  });

  it('are told by the planner', () => {
    const planner = createPlanner(supergraphSdl);
    expect([...planner.overrideLabels].sort()).toEqual([
      'named',
      'percent(0)',
      'percent(100)',
      'percent(25)',
      'percent(50.5)',
    ]);
  });
});
