import { describe, expect, it } from '@jest/globals';
import { currencyDigits, Decimal, Money, parseDecimal, smallest } from './money.ts';
import { Refusal } from './refusal.ts';

const euros = (amount: string) => Money.of(amount, 'EUR');

describe('money', () => {
  it('is exact where floats are not', () => {
    expect(euros('0.1').plus(euros('0.2')).equals(euros('0.3'))).toBe(true);
  });

  it.each([
    ['2.345', 'EUR', '2.35'],
    ['-2.345', 'EUR', '-2.35'],
    ['2.344999', 'EUR', '2.34'],
    ['100.5', 'JPY', '101'],
    ['1.2345', 'KWD', '1.235'],
  ])('rounds %s %s half-up to %s', (amount, currency, rounded) => {
    expect(Money.of(amount, currency).rounded().toAmountString()).toBe(rounded);
  });

  it('is shown with the digits of its currency, and with more where it has more', () => {
    expect(euros('12.5').toJSON()).toEqual({ amount: '12.50', currency: 'EUR' });
    expect(euros('0.1234').toAmountString()).toBe('0.1234');
    expect(Money.of('500', 'JPY').toAmountString()).toBe('500');
  });

  it('takes fractions by multiplying first, so that a third of three is one', () => {
    expect(euros('3').fraction(1, 3).equals(euros('1'))).toBe(true);
    expect(euros('249.95').fraction(29, 31).rounded().toAmountString()).toBe('233.82');
  });

  it('splits without losing a cent, the remainder to the last part', () => {
    const parts = euros('100.00').split([1, 1, 1]);
    expect(parts.map((part) => part.toAmountString())).toEqual(['33.33', '33.33', '33.34']);
    expect(euros('1').split([])).toEqual([]);
  });

  it('refuses to combine currencies and to know currencies that do not exist', () => {
    expect(() => euros('1').plus(Money.of('1', 'USD'))).toThrow(Refusal);
    expect(() => Money.of('1', 'XXX')).toThrow(/ISO 4217/);
    expect(() => currencyDigits('constructor')).toThrow(/ISO 4217/);
  });

  it.each([
    '',
    ' 1',
    '1,5',
    '1e5',
    '0x10',
    '.5',
    '1.',
    '--1',
    'NaN',
    'Infinity',
    '1'.repeat(21),
    '0.12345678901',
  ])('refuses %j as a decimal, saying how to write one', (text) => {
    expect(() => parseDecimal(text)).toThrow(/write a decimal number such as "12.50"/);
  });

  it('compares', () => {
    expect(smallest(euros('1'), euros('2')).toAmountString()).toBe('1.00');
    expect([
      euros('0').isZero,
      euros('-1').isNegative,
      euros('-0').isNegative,
      euros('1').isPositive,
    ]).toEqual([true, true, false, true]);
    expect(new Decimal('1').equals(euros('1').amount)).toBe(true);
  });

  it('keeps 40 digits through a division, so that nothing is rounded twice', () => {
    for (let part = 1; part <= 366; part += 1) {
      const exact = (BigInt(part) * 59_995n * 1_000n) / 366n;
      const [cents, rest] = [exact / 1_000n, exact % 1_000n];
      const expected = rest >= 500n ? cents + 1n : cents;
      const got = euros('599.95').fraction(part, 366).rounded().amount.times(100).toFixed(0);
      expect(got).toBe(String(expected));
    }
  });
});
