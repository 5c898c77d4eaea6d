import { describe, expect, it } from '@jest/globals';
import { Decimal, Money } from '@lastmile/kernel/money';
import fc from 'fast-check';
import { readScenario } from '../scenario/read-scenario.ts';
import { composeInvoice } from './compose-invoice.ts';
import { invoiceStatus, legalNumber, openAmount, whyNotCancellable, whyNotPayable } from './invoice.ts';

const eur = (amount: string) => Money.of(amount, 'EUR');
const line = (net: string, rate: string) => ({ net: eur(net), taxRatePercent: new Decimal(rate) });

describe('Tax', () => {
  it('LG25: Given two lines of 68.33 at 20 %, then tax is rounded once and the lines carry 13.67 and 13.66', () => {
    const invoice = composeInvoice([line('68.33', '20'), line('68.33', '20')], 'EUR');
    expect(invoice.total.toAmountString()).toBe('163.99');
    expect(
      invoice.lines.map(({ net, tax }) => `${net.plus(tax).toAmountString()} (${tax.toAmountString()})`),
    ).toEqual(['82.00 (13.67)', '81.99 (13.66)']);
    expect(readScenario('LG25').expect).toContain('82.00 (13.67) then 81.99 (13.66)');
  });

  it('LG26: Given lines at 10 % and 20 %, then each rate has its tax line', () => {
    const invoice = composeInvoice([line('179.00', '10'), line('149.00', '20')], 'EUR');
    expect(invoice.taxes.map(({ tax }) => tax.toAmountString())).toEqual(['17.90', '29.80']);
    expect(readScenario('LG26').expect).toContain(
      `tax ${invoice.taxTotal.toAmountString()}, total ${invoice.total.toAmountString()}`,
    );
  });

  it('Given any lines, then lines, tax lines and totals agree, and tax is that of the sum of each rate', () => {
    const anyLine = fc.record({
      net: fc
        .integer({ min: 0, max: 9_999_999 })
        .map((cents) => Money.of(new Decimal(cents).dividedBy(100), 'EUR')),
      taxRatePercent: fc.constantFrom('0', '7', '19', '20', '5.5').map((rate) => new Decimal(rate)),
    });
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 20 }), (lines) => {
        const invoice = composeInvoice(lines, 'EUR');
        const sum = (amounts: Money[]) => Money.sum(amounts, 'EUR');
        expect(sum(invoice.lines.map(({ tax }) => tax)).equals(invoice.taxTotal)).toBe(true);
        expect(sum(invoice.taxes.map(({ tax }) => tax)).equals(invoice.taxTotal)).toBe(true);
        expect(invoice.netTotal.plus(invoice.taxTotal).equals(invoice.total)).toBe(true);
        for (const { net, tax, ratePercent } of invoice.taxes)
          expect(net.times(ratePercent).times('0.01').rounded().equals(tax)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('Status', () => {
  const issued = { state: 'ISSUED' as const, total: eur('10'), allocated: eur('0'), dueOn: '2025-01-03' };

  it('Given a due date, then that day is still in time and the next one is not', () => {
    expect(invoiceStatus(issued, '2025-01-03')).toBe('PENDING');
    expect(invoiceStatus(issued, '2025-01-04')).toBe('OVERDUE');
  });

  it('Given everything allocated, then it is paid however late', () => {
    const paid = { ...issued, allocated: eur('10') };
    expect(invoiceStatus(paid, '2026-01-01')).toBe('PAID');
    expect([whyNotPayable(paid), whyNotCancellable(paid)]).toEqual(['PAID', 'PAID']);
  });

  it('Given a part allocated, then the rest is open and it cannot be cancelled', () => {
    const partly = { ...issued, allocated: eur('4') };
    expect(openAmount(partly).toAmountString()).toBe('6.00');
    expect([whyNotPayable(partly), whyNotCancellable(partly)]).toEqual([null, 'PAID']);
  });

  it('Given it was cancelled, then nothing is open and nothing can be done', () => {
    const cancelled = { ...issued, state: 'CANCELLED' as const };
    expect(openAmount(cancelled).isZero).toBe(true);
    expect([whyNotPayable(cancelled), whyNotCancellable(cancelled)]).toEqual(['CANCELLED', 'CANCELLED']);
  });

  it('Given a sequence, then the number says year and place', () => {
    expect(legalNumber(2026, '', 1)).toBe('INV-2026-000001');
  });
});
