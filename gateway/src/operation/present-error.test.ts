import { describe, expect, it } from '@jest/globals';
import { AnswerError } from '@lastmile/federation/answer/error-book';
import { withCorrelation } from '@lastmile/telemetry/correlation';
import { createLog, silentLog } from '@lastmile/telemetry/log';
import { GraphQLError } from 'graphql';
import { presentError, presentFormatted } from './present-error.ts';

describe('what went wrong here', () => {
  const lines: string[] = [];
  const log = createLog({
    service: 'gateway',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const told = () => presentError(new Error('no such table'), { log, hints: true }).errors[0];

  it('is told with an id that is found in the log, also over a socket, where no request brings one', () => {
    const error = told();
    const { correlationId } = error?.extensions ?? {};
    expect(error?.extensions?.code).toBe('INTERNAL');
    expect(error?.message).toContain(`the correlation id ${JSON.parse(lines.at(-1) ?? '').correlationId}.`);
    expect(correlationId).toBe(JSON.parse(lines.at(-1) ?? '').correlationId);
    expect(correlationId).toMatch(/^[\w-]{8,}$/);
  });

  it('is told with the id of the request that there is', () => {
    expect(withCorrelation('of-a-request', told)?.extensions?.correlationId).toBe('of-a-request');
    expect(JSON.parse(lines.at(-1) ?? '').correlationId).toBe('of-a-request');
  });
});

const presenting = { log: silentLog, hints: true };
const extensions = { code: 'INTERNAL_SERVER_ERROR' };

describe('An error with the code that Apollo Server gives to whatever is thrown', () => {
  it('is masked where it was thrown in the gateway', () => {
    const inner = new GraphQLError('connect 10.0.0.7', { extensions });
    const told = presentFormatted(inner.toJSON(), inner, presenting);
    expect(told).toMatchObject({
      message: expect.stringMatching(/^Something/),
      extensions: { code: 'INTERNAL' },
    });
    expect(presentFormatted({ message: 'x', extensions }, new Error('x'), presenting)).toMatchObject({
      extensions: { code: 'INTERNAL' },
    });
  });

  it('is told where a subgraph said it', () => {
    const said = new AnswerError('The till is locked', { extensions });
    expect(presentFormatted(said.toJSON(), said, presenting)).toEqual({
      message: 'The till is locked',
      extensions,
    });
  });
});
