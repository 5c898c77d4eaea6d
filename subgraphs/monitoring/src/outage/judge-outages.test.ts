import { describe, expect, it } from '@jest/globals';
import { type JudgedNode, judgeOutages, type Step } from './judge-outages.ts';

const up: Partial<JudgedNode> = { status: 'UP' };
const down: Partial<JudgedNode> = { status: 'DOWN', confirmed: true };
const suspect: Partial<JudgedNode> = { status: 'UP', suspect: true };
const unwatched: Partial<JudgedNode> = { status: 'UNKNOWN' };
const withOutage = (origin: 'PROBE' | 'STAFF' = 'PROBE', adoptedBy: string | null = null) => ({
  outage: { id: 'outage', origin, adoptedBy },
});

/** A chain from the core downwards: a, b, c … */
function chain(...nodes: Partial<JudgedNode>[]): JudgedNode[] {
  const ids = 'abcdefgh';
  return nodes.map((node, at) => ({
    id: ids[at] ?? '',
    parentId: at === 0 ? null : (ids[at - 1] ?? null),
    status: 'UNKNOWN',
    suspect: false,
    confirmed: false,
    waived: false,
    suppressedBy: null,
    outage: null,
    ...node,
    ...(node.outage && { outage: { ...node.outage, id: `outage of ${ids[at]}` } }),
  }));
}

const said = (steps: readonly Step[]) =>
  steps.map((step) =>
    'by' in step ? `${step.kind} ${step.nodeId} ${step.by}` : `${step.kind} ${step.nodeId}`,
  );

const cases: [string, JudgedNode[], string[]][] = [
  ['all is well: nothing', chain(up, up), []],
  ['a node is down: an outage opens', chain(up, down), ['OPEN b']],
  ['it is down and has an outage: nothing more', chain(up, { ...down, ...withOutage() }), []],
  ['two are down at once: the topmost has the outage', chain(down, down), ['OPEN a', 'SUPPRESS b a']],
  [
    'three are down: the topmost hides them all',
    chain(down, down, down),
    ['OPEN a', 'SUPPRESS b a', 'SUPPRESS c a'],
  ],
  [
    'an unwatched node in between lets a dead one through',
    chain(down, unwatched, down),
    ['OPEN a', 'SUPPRESS c a'],
  ],
  ['a node in between answers: two faults, two outages', chain(down, up, down), ['OPEN a', 'OPEN c']],
  ['a node above is in doubt: too early to say', chain(suspect, down), []],
  ['the doubt is gone: the outage opens', chain(up, down), ['OPEN b']],
  ['it was not confirmed: nothing', chain(up, { status: 'DOWN', suspect: true }), []],
  [
    'the parent dies after the child’s outage opened: it is adopted',
    chain(down, { ...down, ...withOutage() }),
    ['OPEN a', 'SUPPRESS b a', 'ADOPT b a'],
  ],
  [
    'adopted already: nothing',
    chain(
      { ...down, ...withOutage() },
      { ...down, suppressedBy: 'a', ...withOutage('PROBE', 'outage of a') },
    ),
    [],
  ],
  [
    'the parent is back, the child with an outage of its own is not: it stands by itself again',
    chain({ ...up, ...withOutage() }, { ...down, suppressedBy: 'a', ...withOutage('PROBE', 'outage of a') }),
    ['RESOLVE a', 'SUPPRESS b null', 'ADOPT b null'],
  ],
  [
    'the parent is back, a hidden child has not answered yet: it is asked afresh',
    chain({ ...up, ...withOutage() }, { ...down, suppressedBy: 'a' }),
    ['RESOLVE a', 'SUPPRESS b null', 'RECHECK b'],
  ],
  [
    'two hidden ones: the upper is asked first, the lower waits for it',
    chain({ ...up, ...withOutage() }, { ...down, suppressedBy: 'a' }, { ...down, suppressedBy: 'a' }),
    ['RESOLVE a', 'SUPPRESS b null', 'RECHECK b'],
  ],
  [
    'the upper is confirmed down: it has the outage, the lower is hidden by it',
    chain(up, down, { ...down, suppressedBy: 'a' }),
    ['OPEN b', 'SUPPRESS c b'],
  ],
  [
    'everybody is back: outages end, nobody is hidden',
    chain({ ...up, ...withOutage() }, { ...up, suppressedBy: 'a' }),
    ['RESOLVE a', 'SUPPRESS b null'],
  ],
  ['staff opened it: it does not end by an answer', chain({ ...up, ...withOutage('STAFF') }), []],
  [
    'staff opened it: it hides what dies below',
    chain({ ...up, ...withOutage('STAFF') }, down),
    ['SUPPRESS b a'],
  ],
  ['staff closed it while it was down: none opens again', chain({ ...down, waived: true }), []],
  ['staff closed it: it hides nobody either', chain({ ...down, waived: true }, down), ['OPEN b']],
  [
    'its probes are gone: its outage stays until somebody closes it',
    chain({ ...unwatched, ...withOutage() }),
    [],
  ],
];

describe('Given a chain of nodes', () => {
  it.each(cases)('When %s', (_, nodes, expected) => {
    expect(said(judgeOutages(nodes))).toEqual(expected);
  });

  it.each(cases)(
    'When %s, Then the order in which nodes are given makes no difference',
    (_, nodes, expected) => {
      expect(said(judgeOutages([...nodes].reverse()))).toEqual(expected);
    },
  );
});

describe('Given a tree', () => {
  it('When one branch is dead, Then the others are not touched', () => {
    const [root, left] = chain(up, down);
    const right = { ...left, id: 'r', status: 'UP' } as JudgedNode;
    expect(said(judgeOutages([root, left, right] as JudgedNode[]))).toEqual(['OPEN b']);
  });
});
