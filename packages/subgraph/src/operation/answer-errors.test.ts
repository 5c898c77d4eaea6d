import { describe, expect, it } from '@jest/globals';
import { Refusal } from '@lastmile/kernel/refusal';
import { silentLog } from '@lastmile/telemetry/log';
import { GraphQLError } from 'graphql';
import { answerErrors } from './answer-errors.ts';

const answer = (originalError: Error) =>
  answerErrors([new GraphQLError(originalError.message, { originalError })], 'c1', silentLog)[0];
const ofServer = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('what a client is told', () => {
  it('is a refusal’s own word', () => {
    expect(answer(new Refusal('NOT_FOUND', 'No such line.'))).toMatchObject({
      message: 'No such line.',
      extensions: { code: 'NOT_FOUND', correlationId: 'c1' },
    });
  });

  it.each([
    ['a full disk', ofServer('53100', 'could not extend file "base/1": No space left on device')],
    ['a server that shuts down', ofServer('57P01', 'terminating connection')],
    ['a connection that broke', ofServer('ECONNRESET', 'read ECONNRESET')],
  ])('is for %s to try again, without where and why', (_what, error) => {
    expect(answer(error)).toEqual({
      message: 'This part is out of reach for the moment. Try again shortly.',
      extensions: { code: 'UNAVAILABLE', correlationId: 'c1' },
    });
  });

  it('is what is wrong with a text that PostgreSQL cannot store', () => {
    const told = answer(ofServer('22021', 'invalid byte sequence for encoding "UTF8": 0x00'));
    expect(told).toMatchObject({
      message: expect.stringContaining('U+0000'),
      extensions: { code: 'BAD_INPUT' },
    });
  });

  it('is the correlation id where the fault is ours', () => {
    const told = answer(ofServer('42P01', 'relation "invoice" does not exist'));
    expect(told?.extensions).toEqual({ code: 'INTERNAL', correlationId: 'c1' });
    expect(told?.message).not.toContain('invoice');
  });
});
