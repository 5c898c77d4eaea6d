import { describe, expect, it } from '@jest/globals';
import { TopologyCycle, TopologyTooDeep } from '../node/node.problem.ts';
import { parentsFirst } from './parents-first.ts';

const node = (id: string, parentId: string | null = null) => ({ id, parentId });

describe('parentsFirst', () => {
  it('puts parents before children and says their level', () => {
    const ordered = parentsFirst([node('c', 'b'), node('b', 'a'), node('a'), node('x', 'elsewhere')]);
    expect(ordered.map(({ id, level }) => `${id}${level}`)).toEqual(['a1', 'x1', 'b2', 'c3']);
  });

  it('refuses a circle', () => {
    expect(() => parentsFirst([node('a', 'b'), node('b', 'a')])).toThrow(TopologyCycle);
    expect(() => parentsFirst([node('a', 'a')])).toThrow(TopologyCycle);
  });

  it('refuses more than 16 levels', () => {
    const deep = Array.from({ length: 17 }, (_, at) => node(`${at}`, at === 0 ? null : `${at - 1}`));
    expect(() => parentsFirst(deep)).toThrow(TopologyTooDeep);
    expect(parentsFirst(deep.slice(0, 16))).toHaveLength(16);
  });
});
