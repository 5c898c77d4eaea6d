import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ExecutionResult, parse, printSchema, validate } from 'graphql';
import { constructs } from './all-constructs.ts';
import type { ConstructCase } from './construct.ts';
import { type OpenConstruct, openConstruct, type Where } from './open-construct.ts';
import { spellings } from './spell-operation.ts';

/** As it is compared: in the order of the answer, errors by their place and code. */
function told(answers: readonly ExecutionResult[]): string {
  const errors = answers.flatMap((answer) =>
    (answer.errors ?? []).map((error) => `${(error.path ?? []).join('.')} ${error.extensions.code}`),
  );
  return shown(
    answers.map(({ data }) => data),
    errors,
  );
}

const expected = ({ data, events, errors = [] }: ConstructCase) => shown(events ?? [data], errors);

const shown = (answers: readonly unknown[], errors: readonly string[]) =>
  JSON.stringify({ answers, errors: errors.toSorted() }, null, 1);

const table = Object.entries(constructs).flatMap(([title, construct]) =>
  (['in process', 'over HTTP'] as const satisfies Where[]).map((where) => ({ title, where, construct })),
);

describe.each(table)('$title, $where:', ({ construct, where }) => {
  let open: OpenConstruct;
  beforeAll(async () => {
    open = await openConstruct(construct, where);
  });
  afterAll(() => open.close());

  it.each(construct.cases)('$document $labels', async (asked) => {
    for (const [spelling, spell] of Object.entries(spellings)) {
      const spelled = spell(asked, open.apiSchema);
      if (!spelled) continue;
      const about = `${spelling}\n${spelled.document}\n`;
      expect(about + validate(open.apiSchema, parse(spelled.document)).join()).toBe(about);
      const answers = await open.answer(spelled);
      expect(about + told(answers)).toBe(about + expected(spelled));
    }
  });

  it('shows clients nothing of what is hidden', () => {
    const sdl = printSchema(open.apiSchema);
    const hidden = [...(construct.hidden ?? []), 'join__', 'link__', '_entities', '_Any', '_service'];
    expect(hidden.filter((word) => new RegExp(`\\b${word}`).test(sdl))).toEqual([]);
  });
});
