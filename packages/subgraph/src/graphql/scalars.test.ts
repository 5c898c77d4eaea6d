import { describe, expect, it } from '@jest/globals';
import { Kind } from 'graphql';
import { CurrencyScalar, DateScalar, DateTimeScalar, DecimalScalar } from './scalars.ts';

const literal = (value: string) => ({ kind: Kind.STRING, value }) as const;

describe('a scalar', () => {
  it.each([
    [DecimalScalar, '12,50', 'Decimal: write a decimal number such as "12.50"'],
    [DecimalScalar, '1e3', 'without spaces or exponent'],
    [DateScalar, '2026-02-30', 'Date: 2026-02-30 is not a day of the calendar'],
    [DateTimeScalar, '2026-02-30', 'write it like 2026-11-23T18:25:00Z'],
    [CurrencyScalar, 'EURO', 'is not a code of ISO 4217'],
  ])('says for %s what is wrong with %j, in a variable as in the document', (scalar, text, told) => {
    const refused = expect.objectContaining({
      message: expect.stringContaining(told),
      extensions: { code: 'BAD_INPUT' },
    });
    expect(() => scalar.parseValue(text)).toThrow(refused as never);
    expect(() => scalar.parseLiteral(literal(text))).toThrow(refused as never);
  });

  it('that is a number where a text belongs is told so', () => {
    const told = 'Decimal: write it as a string, in quotes';
    expect(() => DecimalScalar.parseValue(12.5)).toThrow(told);
    expect(() => DecimalScalar.parseLiteral({ kind: Kind.FLOAT, value: '12.5' })).toThrow(told);
  });
});
