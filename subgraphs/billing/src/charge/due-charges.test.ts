import { describe, expect, it } from '@jest/globals';
import { addDays, dateInZone, daysBetween } from '@lastmile/kernel/calendar';
import { Decimal, Money } from '@lastmile/kernel/money';
import fc from 'fast-check';
import { readScenario, rowsOf } from '../scenario/read-scenario.ts';
import { cycleAt, prorated } from './cycle.ts';
import { type BillablePhase, type DueCharge, dueCharges } from './due-charges.ts';

const phase = (price: string, startsOn: string, more: Partial<BillablePhase> = {}): BillablePhase => ({
  id: 'phase',
  price: new Decimal(price),
  setupFee: new Decimal(0),
  currency: 'EUR',
  quantity: 1,
  billingPeriodMonths: 1,
  startsOn,
  endsOn: null,
  chargedThrough: null,
  setupCharged: true,
  ...more,
});

const rows = (charges: readonly DueCharge[]) =>
  charges.map(({ start, end, amount }) => [start, end, amount.amount.toFixed(2)]);

describe('Periods', () => {
  it('KB01: Given anchor day 31, then every month ends on its own last day and the 31st comes back', () => {
    const { charges } = dueCharges(phase('100', '2017-01-31'), 31, '2017-04-30');
    expect(charges.map(({ start }) => start)).toEqual([
      '2017-01-31',
      '2017-02-28',
      '2017-03-31',
      '2017-04-30',
    ]);
    expect(readScenario('KB01').expect).toContain('01-31..02-28, 02-28..03-31, 03-31..04-30');
  });

  it('KB02: Given a start one day before the anchor, then a day of 29 is charged and the full price from the anchor', () => {
    const { charges } = dueCharges(phase('599.95', '2012-03-02'), 3, '2012-03-03');
    expect(rows(charges)).toEqual(rowsOf('KB02'));
  });

  it('KB03: Given anchor day 31 and a start on 2 March, then 29 of 31 days are charged', () => {
    const { charges } = dueCharges(phase('249.95', '2012-03-02'), 31, '2012-03-02');
    expect(rows(charges)).toEqual(rowsOf('KB03'));
  });

  it('KB16: Given anchor day 10 and a start on the 1st, then the leading part is 9 of 30 days', () => {
    const { charges } = dueCharges(phase('249.95', '2016-07-01'), 10, '2016-07-10');
    expect(rows(charges)).toEqual(rowsOf('KB16'));
  });

  it('LG01: Given a start on 31 December, then the bills of 15 months fall on the last days', () => {
    const { charges } = dueCharges(phase('10', '2022-12-31'), 31, '2024-03-31');
    const starts = charges.map(({ start }) => start).filter((start) => start > '2022-12-31');
    expect(starts).toHaveLength(15);
    expect(starts.map((start) => start.slice(5))).toEqual(
      '01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31 01-31 02-29 03-31'.split(' '),
    );
    expect(readScenario('LG01').expect).toContain('2024: 01-31 02-29 03-31');
  });

  it('LG03: Given a quarterly price from 28 February, then the 28th stays and is no end of month', () => {
    const { charges } = dueCharges(phase('10', '2022-02-28', { billingPeriodMonths: 3 }), 28, '2022-11-28');
    const starts = charges.map(({ start }) => start.slice(5)).join(', ');
    expect(readScenario('LG03').expect).toContain(starts);
  });

  it('KB31: Given 19 months over three clock changes in Juneau, then every period is a whole month at the whole price', () => {
    const instant = new Date('2015-10-01T08:00:00Z');
    expect(dateInZone(instant, 'America/Juneau')).toBe('2015-10-01');
    const { charges } = dueCharges(phase('249.95', '2015-10-01'), 1, '2017-04-01');
    expect(charges).toHaveLength(19);
    for (const { start, end, amount } of charges) {
      expect(start.endsWith('-01') && end.endsWith('-01')).toBe(true);
      expect(amount.toAmountString()).toBe('249.95');
    }
  });

  it('KB33: Given a start on the day on which 02:00 does not exist, then months go on from its date', () => {
    const startsOn = dateInZone(new Date('2015-03-08T10:30:00Z'), 'America/Los_Angeles');
    const { charges } = dueCharges(phase('10', startsOn), 8, '2017-03-08');
    expect(charges[0]).toMatchObject({ start: '2015-03-08', end: '2015-04-08' });
    expect(charges[1]?.end).toBe('2015-05-08');
    expect(charges).toHaveLength(25);
  });
});

describe('KB39: the number of cycles charged', () => {
  const cycles = (startsOn: string, anchorDay: number, through: string, endsOn: string | null = null) => {
    const { charges } = dueCharges(phase('1000000', startsOn, { endsOn }), anchorDay, through);
    return Money.sum(
      charges.map(({ amount }) => amount),
      'EUR',
    ).amount.toFixed(2);
  };
  const parts = (whole: number, part: number, of: number) =>
    Money.of('1000000', 'EUR')
      .times(whole)
      .plus(Money.of('1000000', 'EUR').fraction(part, of).rounded())
      .amount.toFixed(2);

  it.each([
    ['start 2011-02-01, anchor 13', cycles('2011-02-01', 13, '2011-02-01'), parts(0, 12, 31)],
    ['2012-02-01 to 02-15, anchor 1', cycles('2012-02-01', 1, '2012-03-01', '2012-02-15'), parts(0, 14, 29)],
    ['2011-02-01 to 02-14, anchor 1', cycles('2011-02-01', 1, '2011-03-01', '2011-02-14'), parts(0, 13, 28)],
    ['2011-02-14, anchor 27, through 03-01', cycles('2011-02-14', 27, '2011-03-01'), parts(1, 13, 31)],
    ['2011-02-07 to 03-10, anchor 7', cycles('2011-02-07', 7, '2011-03-10', '2011-03-10'), parts(1, 3, 31)],
    ['2011-03-07, anchor 15, through 04-21', cycles('2011-03-07', 15, '2011-04-21'), parts(2, 8, 28)],
  ])('%s', (_, charged, expected) => {
    expect(charged).toBe(expected);
  });

  it('Given anchor 31 and a start in February, then the leading part is of the stored anchor’s cycle', () => {
    // The source says 14/31: it takes a month back from 28 February and arrives at 28 January. With the stored anchor
    // the cycle is 31 January to 28 February, 28 days, and the two halves of a February cost what the whole one does.
    expect(cycles('2011-02-14', 31, '2011-03-01')).toBe(parts(1, 14, 28));
  });
});

describe('Charging', () => {
  it('Given what was charged, then a second run on the same day charges nothing', () => {
    const first = dueCharges(phase('10', '2026-01-15'), 15, '2026-02-01');
    const again = dueCharges(
      phase('10', '2026-01-15', { chargedThrough: first.chargedThrough }),
      15,
      '2026-02-01',
    );
    expect(again.charges).toEqual([]);
    expect(again.nextDueOn).toBe('2026-02-15');
  });

  it('Given a set-up fee, then it is charged once, on the first day', () => {
    const fee = { setupFee: new Decimal('49'), setupCharged: false };
    expect(dueCharges(phase('10', '2026-01-15', fee), 15, '2026-01-14').charges).toEqual([]);
    expect(
      dueCharges(phase('10', '2026-01-15', fee), 15, '2026-01-15').charges.map(({ item }) => item),
    ).toEqual(['SETUP', 'RECURRING']);
  });

  it('Given three of a thing, then the price is multiplied before it is rounded', () => {
    const [charge] = dueCharges(phase('3.333', '2026-01-01', { quantity: 3 }), 1, '2026-01-01').charges;
    expect(charge?.amount.toAmountString()).toBe('10.00');
  });

  it('Given an invoice between two others was cancelled, then only its period is charged again', () => {
    const standing = [{ item: 'RECURRING' as const, start: '2026-03-01', end: '2026-04-01' }];
    const due = dueCharges(
      phase('10', '2026-01-01', { chargedThrough: '2026-02-01' }),
      1,
      '2026-03-15',
      standing,
    );
    expect(due.charges.map(({ start }) => start)).toEqual(['2026-02-01']);
    expect(due.chargedThrough).toBe('2026-04-01');
  });

  const day = fc.integer({ min: 0, max: 3_650 }).map((days) => addDays('2020-01-01', days));
  const anyPhase = fc.record({
    price: fc
      .integer({ min: 0, max: 10_000_000 })
      .map((units) => new Decimal(units).dividedBy(1_000).toFixed()),
    startsOn: day,
    anchorDay: fc.integer({ min: 1, max: 31 }),
    billingPeriodMonths: fc.constantFrom(1, 2, 3, 6, 12),
    lastDays: fc.option(fc.integer({ min: 1, max: 800 }), { nil: null }),
    steps: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 }),
  });

  it('Given any phase billed in any steps, then the days from its start are charged once each, without gap or overlap', () => {
    fc.assert(
      fc.property(anyPhase, ({ price, startsOn, anchorDay, billingPeriodMonths, lastDays, steps }) => {
        const endsOn = lastDays === null ? null : addDays(startsOn, lastDays);
        const charges: DueCharge[] = [];
        let current = phase(price, startsOn, { billingPeriodMonths, endsOn });
        let through = startsOn;
        for (const step of steps) {
          const due = dueCharges(current, anchorDay, through);
          charges.push(...due.charges);
          current = { ...current, chargedThrough: due.chargedThrough };
          through = addDays(through, step);
        }
        charges.forEach((charge, at) => {
          expect(charge.start).toBe(at === 0 ? startsOn : charges[at - 1]?.end);
          expect(charge.amount.isNegative).toBe(false);
        });
        const days = charges.reduce((sum, { start, end }) => sum + daysBetween(start, end), 0);
        expect(days).toBe(daysBetween(startsOn, current.chargedThrough ?? startsOn));
        const oneGo = dueCharges(
          phase(price, startsOn, { billingPeriodMonths, endsOn }),
          anchorDay,
          addDays(through, -(steps.at(-1) ?? 0)),
        );
        expect(rows(oneGo.charges)).toEqual(rows(charges));
      }),
      { numRuns: 1_000 },
    );
  });

  it('Given any cycle cut at any day, then its two parts cost the whole, to the last unit of rounding', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 99_999_999 }),
        fc.nat(),
        (date, anchorDay, cents, cut) => {
          const price = Money.of(new Decimal(cents).dividedBy(100), 'EUR');
          const cycle = cycleAt({ startsOn: date, anchorDay, periodMonths: 1 }, addDays(date, 40));
          const middle = addDays(cycle.start, cut % daysBetween(cycle.start, cycle.end));
          const parts = [
            prorated(price, { start: cycle.start, end: middle }, cycle),
            prorated(price, { start: middle, end: cycle.end }, cycle),
          ];
          expect(Money.sum(parts, 'EUR').minus(price).amount.abs().toNumber()).toBeLessThanOrEqual(0.01);
          expect(prorated(price, cycle, cycle).equals(price)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
