import { describe, expect, it } from '@jest/globals';
import {
  addDays,
  addMonthsAnchored,
  anchored,
  dateInZone,
  dayOfMonth,
  daysBetween,
  isTimeZone,
  parseCalendarDate,
  startOfDay,
} from './calendar.ts';

describe('calendar dates', () => {
  it('keep the anchor day through short months', () => {
    const dates = ['2017-01-31'];
    for (let month = 1; month <= 3; month += 1) dates.push(addMonthsAnchored(dates[month - 1] ?? '', 1, 31));
    expect(dates).toEqual(['2017-01-31', '2017-02-28', '2017-03-31', '2017-04-30']);
    expect(anchored(2024, 2, 31)).toBe('2024-02-29');
    expect(addMonthsAnchored('2022-11-30', 3, 30)).toBe('2023-02-28');
  });

  it.each(['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', '2026-01-01T00:00', 'tomorrow'])(
    'refuse %j',
    (text) => {
      expect(() => parseCalendarDate(text, 'startsOn')).toThrow(/startsOn/);
    },
  );

  it('are those on the wall of a zone', () => {
    const instant = new Date('2026-11-23T23:30:00Z');
    expect(dateInZone(instant, 'Europe/Paris')).toBe('2026-11-24');
    expect(dateInZone(instant, 'America/Juneau')).toBe('2026-11-23');
  });

  it('are those of the zone in any order of asking, around clock changes too', () => {
    const zones = [
      'Europe/Berlin',
      'America/St_Johns',
      'America/Sao_Paulo',
      'Pacific/Apia',
      'Asia/Kathmandu',
    ];
    const nights = ['2010-11-07', '2011-12-30', '2018-02-18', '2018-11-04', '2026-03-29', '2026-10-25'];
    const starts = nights.map((night) => Date.parse(`${night}T00:00:00Z`) - 24 * 3_600_000);
    // So many minutes on, then so many back, round and round three days: every day is met again after its neighbours.
    const minutes = [119, -119].flatMap((step) =>
      Array.from({ length: 500 }, (_, at) => (((at * step) % 4_320) + 4_320) % 4_320),
    );
    for (const zone of zones) {
      const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
      for (const instant of starts.flatMap((start) =>
        minutes.map((minute) => new Date(start + minute * 60_000 + 30_000)),
      )) {
        expect(`${zone} ${dateInZone(instant, zone)}`).toBe(`${zone} ${format.format(instant)}`);
      }
    }
  });

  it('begin with the first instant that exists where the clock change takes midnight away', () => {
    expect(startOfDay('2026-03-29', 'Europe/Paris').toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo').toISOString()).toBe('2018-11-04T03:00:00.000Z');
  });

  it('count days, clock changes notwithstanding', () => {
    expect(daysBetween('2026-03-01', '2026-04-01')).toBe(31);
    expect(daysBetween('2024-02-01', '2024-03-01')).toBe(29);
    expect(daysBetween('2026-03-02', '2026-03-01')).toBe(-1);
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(dayOfMonth('2026-12-31')).toBe(31);
  });

  it('know a zone from a made-up one', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('Europe/Atlantis')]).toEqual([true, false]);
  });
});
