import { describe, expect, it } from '@jest/globals';
import { Decimal, Money } from '@lastmile/kernel/money';
import fc from 'fast-check';
import { cancellationPostings, invoicePostings, isBalanced, paymentPostings } from '../ledger/posting.ts';
import { allocateOldestFirst } from './allocate-oldest-first.ts';
import { afterAnswer, enquiryDelayMs, expired } from './payment.ts';

const eur = (amount: string) => Money.of(amount, 'EUR');

describe('Allocating', () => {
  it('Given one payment and two invoices, then the older one is paid first and the rest goes to the next', () => {
    const planned = allocateOldestFirst(
      [{ paymentId: 'p', left: eur('15') }],
      [
        { invoiceId: 'old', open: eur('10') },
        { invoiceId: 'new', open: eur('10') },
      ],
    );
    expect(planned.map(({ invoiceId, amount }) => [invoiceId, amount.toAmountString()])).toEqual([
      ['old', '10.00'],
      ['new', '5.00'],
    ]);
  });

  it('Given any credits and claims, then no credit is spent twice, no invoice overpaid, and one of both is used up', () => {
    const cents = fc
      .integer({ min: 0, max: 100_000 })
      .map((n) => Money.of(new Decimal(n).dividedBy(100), 'EUR'));
    fc.assert(
      fc.property(fc.array(cents, { maxLength: 8 }), fc.array(cents, { maxLength: 8 }), (lefts, opens) => {
        const credits = lefts.map((left, at) => ({ paymentId: `p${at}`, left }));
        const claims = opens.map((open, at) => ({ invoiceId: `i${at}`, open }));
        const planned = allocateOldestFirst(credits, claims);
        const of = (amounts: { amount: Money }[]) =>
          Money.sum(
            amounts.map(({ amount }) => amount),
            'EUR',
          );
        for (const { paymentId, left } of credits)
          expect(
            of(planned.filter((each) => each.paymentId === paymentId)).compare(left),
          ).toBeLessThanOrEqual(0);
        for (const { invoiceId, open } of claims)
          expect(
            of(planned.filter((each) => each.invoiceId === invoiceId)).compare(open),
          ).toBeLessThanOrEqual(0);
        const credit = Money.sum(lefts, 'EUR');
        const claim = Money.sum(opens, 'EUR');
        expect(of(planned).equals(credit.compare(claim) < 0 ? credit : claim)).toBe(true);
        expect(planned.every(({ amount }) => amount.isPositive)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('Posting', () => {
  it('Given any net and tax, then issuing, cancelling and paying each balance, and cancelling takes issuing back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 0, max: 2_000_000 }),
        (net, tax) => {
          const [netTotal, taxTotal] = [
            eur(new Decimal(net).dividedBy(100).toFixed()),
            eur(new Decimal(tax).dividedBy(100).toFixed()),
          ];
          const totals = { netTotal, taxTotal, total: netTotal.plus(taxTotal) };
          for (const postings of [
            invoicePostings(totals),
            cancellationPostings(totals),
            paymentPostings(totals.total),
          ])
            expect(isBalanced(postings, 'EUR')).toBe(true);
          const both = [...invoicePostings(totals), ...cancellationPostings(totals)];
          for (const code of ['RECEIVABLE', 'REVENUE', 'TAX'] as const)
            expect(
              isBalanced(
                both.filter((each) => each.code === code),
                'EUR',
              ),
            ).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('A provider’s answer', () => {
  it('Given a settled payment, then another answer changes nothing', () => {
    expect(afterAnswer({ status: 'SUCCEEDED', failureReason: null }, 'DECLINED')).toBeUndefined();
    expect(
      afterAnswer({ status: 'FAILED', failureReason: 'insufficient_funds' }, 'SUCCEEDED'),
    ).toBeUndefined();
  });

  it('Given a payment that we gave up on, then money that arrives after all is taken in', () => {
    expect(afterAnswer({ status: 'FAILED', failureReason: expired }, 'SUCCEEDED')).toBe('SUCCEEDED');
  });

  it('Given one enquiry after another, then each waits twice as long, at most an hour', () => {
    expect([0, 1, 2, 50].map((count) => enquiryDelayMs(1_000, count))).toEqual([
      1_000, 2_000, 4_000, 3_600_000,
    ]);
  });
});
