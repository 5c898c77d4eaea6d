import { describe, expect, it } from '@jest/globals';
import { buildGraph } from '../testing/build-graph.ts';

const { planner } = buildGraph({
  a: {
    sdl: `scalar JSON input Bounds { from: JSON f: Float = 0.5 } enum Way { UP DOWN }
      type Query { any(x: JSON, f: Float, way: Way, bounds: [Bounds!], literal: ID): JSON need(f: Float!): JSON }`,
  },
});

describe('a literal', () => {
  it.each([
    '{any(x:1e400)}',
    '{any(f:1e400)}',
    '{any(x:{a:[9007199254740993 UP{b:-0}]})}',
    '{any(bounds:[{from:1.10 f:1.0}]way:UP literal:9007199254740993)}',
    '{a:any(x:1.0)b:need(f:1.0)}',
    'query($x:JSON){any(x:[$x 9007199254740993])}',
    'query($x:JSON=9007199254740993){any(x:$x)}',
    'query($f:Float=1e400){any(f:$f)need(f:$f)}',
    'query($x:JSON={a:[1.50]}){any(x:{b:$x})}',
    'query($literal0:JSON=1.0$x:Float=1){any(x:[$literal0 2.0]f:$x)}',
  ])('is sent to a subgraph as the client wrote it: %s', async (text) => {
    const { fetches } = await planner.plan(text);
    expect(fetches.map(({ document }) => document)).toEqual([text]);
    const names = [...text.matchAll(/\$(\w+):/g)].map(([, name]) => name).sort();
    expect(fetches[0]?.variableNames.toSorted()).toEqual(names);
  });

  it('may stand in fields that are merged', async () => {
    const { fetches } = await planner.plan('{ any(x: 1.0) ...F } fragment F on Query { any(x: 1.0) }');
    expect(fetches.map(({ document }) => document)).toEqual(['{any(x:1.0)}']);
  });
});
