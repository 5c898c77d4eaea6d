import { describe, expect, it } from '@jest/globals';
import { afterAnswer, findingOf, isTelling, type ProbeState, successesNeeded } from './probe.ts';

const rule = { failuresToConfirm: 3, successesToClear: 2 };
const fresh: ProbeState = { verdict: 'UNKNOWN', failures: 0, successes: 0, streakSince: null };
const minute = (at: number) => new Date(Date.UTC(2026, 10, 23, 12, at));

/** Answers a minute apart: `+` good, `-` bad. */
function after(answers: string, state: ProbeState = fresh): ProbeState {
  return [...answers].reduce(
    (now, answer, at) => afterAnswer(now, rule, { ok: answer === '+', at: minute(at) }),
    state,
  );
}

describe('Given a probe that confirms after three failures and clears after two answers', () => {
  it.each([
    ['+', 'UP'],
    ['-', 'UNKNOWN'],
    ['---', 'DOWN'],
    ['+--', 'UP'],
    ['+--+--', 'UP'],
    ['+---', 'DOWN'],
    ['+---+', 'DOWN'],
    ['+---+-+', 'DOWN'],
    ['+---++', 'UP'],
  ])('When it hears %s, Then its verdict is %s', (answers, verdict) => {
    expect(after(answers).verdict).toBe(verdict);
  });

  it('Then a row of equal answers is counted from its first one on', () => {
    expect(after('++---')).toEqual({ verdict: 'DOWN', failures: 3, successes: 0, streakSince: minute(2) });
    expect(after('---+++')).toEqual({ verdict: 'UP', failures: 0, successes: 3, streakSince: minute(3) });
  });

  it('Then only a change of verdict, or a doubt that begins, ends or is confirmed, tells others something', () => {
    const tells = (before: string, answer: string) => isTelling(after(before), after(before + answer), rule);
    expect([tells('', '+'), tells('+', '-'), tells('+-', '+'), tells('+--', '-')]).toEqual(
      Array(4).fill(true),
    );
    expect([tells('+', '+'), tells('+-', '-'), tells('+---', '-')]).toEqual(Array(3).fill(false));
  });
});

describe('Given a node that flaps', () => {
  it.each([
    [0, 2],
    [2, 2],
    [3, 4],
    [4, 8],
    [6, 32],
    [50, 32],
  ])('When it had %i outages lately, Then %i answers in a row are needed to clear', (outages, needed) => {
    expect(successesNeeded(2, outages)).toBe(needed);
  });
});

describe('Given several probes of a node', () => {
  const probe = (answers: string) => ({ ...after(answers), ...rule });

  it('When one answers, Then the node is up', () => {
    expect(findingOf([probe('---'), probe('+')])).toMatchObject({ status: 'UP', suspect: false });
  });

  it('When all are down, Then so is the node, since the last of them began to fail', () => {
    const late = { ...probe('---'), streakSince: minute(9) };
    expect(findingOf([probe('---'), late])).toEqual({
      status: 'DOWN',
      since: minute(9),
      confirmed: true,
      suspect: false,
    });
  });

  it('When all fail and not all for long enough, Then it is suspect and keeps its status', () => {
    expect(findingOf([probe('---'), probe('+-')])).toMatchObject({ status: 'UP', suspect: true });
    expect(findingOf([probe('---'), probe('-')])).toMatchObject({ status: null, suspect: true });
  });

  it('When it was asked afresh while down, Then it stays down and has to be confirmed again', () => {
    const afresh = { ...probe('---'), failures: 0, streakSince: null };
    expect(findingOf([afresh])).toMatchObject({ status: 'DOWN', confirmed: false, suspect: true });
  });

  it('When there are none, Then nothing is known', () => {
    expect(findingOf([])).toMatchObject({ status: 'UNKNOWN', confirmed: false, suspect: false });
  });
});
