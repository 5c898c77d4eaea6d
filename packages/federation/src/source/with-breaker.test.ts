import { describe, expect, it } from '@jest/globals';
import type { Source, SourceRequest, SourceResult } from './source.ts';
import { type BreakerState, withBreaker } from './with-breaker.ts';
import { withRetry } from './with-retry.ts';

const request: SourceRequest = {
  ...{ document: '{ x }', documentHash: 'x', variables: {}, kind: 'query', context: undefined },
};
const failure = (code: string): SourceResult => ({ errors: [{ message: 'gone', extensions: { code } }] });
const well: SourceResult = { data: { x: 1 } };

function source(answer: (asked: SourceRequest) => SourceResult) {
  const made = {
    asked: 0,
    execute: async (one: SourceRequest) => {
      made.asked += 1;
      return answer(one);
    },
  };
  return made as Source & { asked: number };
}

describe('a breaker', () => {
  function opened() {
    let answer: SourceResult = well;
    let now = 0;
    const states: BreakerState[] = [];
    const below = source(() => answer);
    const above = withBreaker(below, { now: () => now, onChange: (state) => states.push(state) });
    return {
      ...{ below, states },
      ask: async (next: SourceResult, more: Partial<SourceRequest> = {}) => {
        answer = next;
        return above.execute({ ...request, ...more });
      },
      pass: (ms: number) => {
        now += ms;
      },
    };
  }

  it('opens after enough failures, lets nothing through, tries by itself, and closes with an answer', async () => {
    const { ask, pass, below, states } = opened();
    for (let at = 0; at < 5; at += 1) await ask(failure('SUBGRAPH_TIMEOUT'));
    expect(states).toEqual(['open']);
    expect(await ask(well)).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] });
    expect(below.asked).toBe(5);
    pass(1_000);
    await ask(failure('SUBGRAPH_UNAVAILABLE'));
    pass(1_000);
    await ask(well);
    expect(below.asked).toBe(6);
    pass(1_000);
    expect(await ask(well)).toEqual(well);
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
    expect(await ask(well)).toEqual(well);
  });

  it('lets one request through to see, and the others wait for nothing', async () => {
    const { ask, pass, below } = opened();
    for (let at = 0; at < 5; at += 1) await ask(failure('SUBGRAPH_UNAVAILABLE'));
    pass(1_000);
    const answers = await Promise.all([ask(well), ask(well), ask(well)]);
    expect(answers.filter(({ data }) => data)).toHaveLength(1);
    expect(below.asked).toBe(6);
  });

  it('lets others try while the one that tries gets no answer', async () => {
    let now = 0;
    let answer: () => Promise<SourceResult> = async () => failure('SUBGRAPH_TIMEOUT');
    const above = withBreaker({ execute: () => answer() }, { now: () => now });
    for (let at = 0; at < 5; at += 1) await above.execute(request);
    now += 1_000;
    answer = () => new Promise(() => {});
    void above.execute({ ...request, kind: 'mutation' });
    answer = async () => well;
    expect(await above.execute(request)).not.toEqual(well);
    now += 1_000;
    expect(await above.execute(request)).toEqual(well);
    expect(await above.execute(request)).toEqual(well);
  });

  it('opens for answers that cannot be read', async () => {
    const { ask, states } = opened();
    for (let at = 0; at < 5; at += 1) await ask(failure('SUBGRAPH_BAD_ANSWER'));
    expect(states).toEqual(['open']);
  });

  it('opens after some failures in a row, however much went well just before', async () => {
    const { ask, states } = opened();
    for (let at = 0; at < 100; at += 1) await ask(well);
    for (let at = 0; at < 9; at += 1) await ask(failure('SUBGRAPH_UNAVAILABLE'));
    await ask(well);
    for (let at = 0; at < 9; at += 1) await ask(failure('SUBGRAPH_UNAVAILABLE'));
    expect(states).toEqual([]);
    await ask(failure('SUBGRAPH_UNAVAILABLE'));
    expect(states).toEqual(['open']);
  });

  it('stays closed for errors of the subgraph, for few failures among many, and for callers who went away', async () => {
    const { ask, states } = opened();
    for (let at = 0; at < 20; at += 1) await ask(failure('FORBIDDEN'));
    for (let at = 0; at < 10; at += 1) await ask({ data: null, errors: [{ message: 'no' }] });
    for (let at = 0; at < 8; at += 1) await ask(failure('SUBGRAPH_UNAVAILABLE'));
    const gone = AbortSignal.abort();
    for (let at = 0; at < 40; at += 1) await ask(failure('SUBGRAPH_TIMEOUT'), { signal: gone });
    expect(states).toEqual([]);
    for (let at = 0; at < 40; at += 1) {
      const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
      await ask(failure('SUBGRAPH_TIMEOUT'), { signal });
    }
    expect(states).toEqual(['open']);
  });

  it('forgets failures that are long ago', async () => {
    const { ask, pass, states } = opened();
    for (let at = 0; at < 12; at += 1) {
      await ask(failure('SUBGRAPH_UNAVAILABLE'));
      pass(4_000);
    }
    expect(states).toEqual([]);
  });
});

describe('a retry', () => {
  const flaky = () => {
    let times = 0;
    return source(() => {
      times += 1;
      return times === 1 ? failure('SUBGRAPH_UNAVAILABLE') : well;
    });
  };

  it('asks once more for a read that did not come through', async () => {
    const below = flaky();
    let retries = 0;
    const above = withRetry(below, { pauseMs: 1, onRetry: () => (retries += 1) });
    expect(await above.execute(request)).toEqual(well);
    expect([below.asked, retries]).toEqual([2, 1]);
  });

  it.each([
    ['a mutation', { kind: 'mutation' as const }, 'SUBGRAPH_UNAVAILABLE'],
    ['what came too late', {}, 'SUBGRAPH_TIMEOUT'],
    ['what the subgraph refused', {}, 'FORBIDDEN'],
    ['what nobody waits for any more', { signal: AbortSignal.abort() }, 'SUBGRAPH_UNAVAILABLE'],
  ])('never asks again for %s', async (_, more, code) => {
    const below = source(() => failure(code));
    await withRetry(below, { pauseMs: 1 }).execute({ ...request, ...more });
    expect(below.asked).toBe(1);
  });
});
