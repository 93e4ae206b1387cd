/** A week of a rulebook: for each kind of day what holds from when to when, and where nothing does. */
import { describe, expect, it } from 'vitest';
import type { TimeBand, Timetable } from '../../rules/bands';
import { weekOf } from './week';

const TODAY = '2026-11-22';

function band(slug: string, days: TimeBand['days'], fromMinute: number, toMinute: number): TimeBand {
  return { slug, days, fromMinute, toMinute, cents: 100 };
}

function told(timetable: Timetable): Record<string, string[]> {
  const said = weekOf(timetable, TODAY).map(({ row, stretches }) => [
    row,
    stretches.map(({ fromMinute, toMinute, band }) => `${fromMinute / 60}-${toMinute / 60} ${band?.slug ?? '-'}`),
  ]);
  return Object.fromEntries(said);
}

/** Lapland's bands of 2023: the eve of a weekday holiday is as dear as a Saturday evening. */
const LAPLAND: Timetable = {
  bands: [
    band('sunday', ['sunday', 'holiday'], 420, 1320),
    band('eve', ['saturday', 'eve'], 1080, 1320),
    band('saturday', ['saturday'], 420, 1080),
    band('evening', ['weekday'], 1080, 1320),
    band('weekday', ['weekday'], 420, 1080),
  ],
  eves: { of: ['epiphany', 'christmas-day'], weekdayHolidaysOnly: true },
};

describe('a week', () => {
  it('tells each kind of day, with the hours that have no price', () => {
    expect(told(LAPLAND)).toEqual({
      weekdays: ['0-7 -', '7-18 weekday', '18-22 evening', '22-24 -'],
      saturday: ['0-7 -', '7-18 saturday', '18-22 eve', '22-24 -'],
      sunday: ['0-7 -', '7-22 sunday', '22-24 -'],
      holiday: ['0-7 -', '7-22 sunday', '22-24 -'],
      eve: ['0-7 -', '7-18 weekday', '18-22 eve', '22-24 -'],
    });
  });

  it('leaves eves out where none count', () => {
    const noEves = { ...LAPLAND, eves: { of: [], weekdayHolidaysOnly: true } };
    expect(Object.keys(told(noEves))).toEqual(['weekdays', 'saturday', 'sunday', 'holiday']);
  });

  it('carries a night on into the morning after the day it began on', () => {
    const nights = {
      bands: [
        band('day', ['weekday', 'saturday'], 360, 1260),
        band('night', ['weekday'], 1260, 1800),
        band('saturday-night', ['saturday'], 1260, 1800),
      ],
      eves: { of: [], weekdayHolidaysOnly: true },
    };
    expect(told(nights)).toMatchObject({
      weekdays: ['0-6 night', '6-21 day', '21-24 night'],
      saturday: ['0-6 night', '6-21 day', '21-24 saturday-night'],
      sunday: ['0-6 saturday-night', '6-24 -'],
    });
  });
});
