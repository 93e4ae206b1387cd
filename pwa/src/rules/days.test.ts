import { expect, test } from 'vitest';
import dayKinds from '../../../tests/vectors/day_kinds.json';
import holidays from '../../../tests/vectors/holidays.json';
import vectors from '../../../tests/vectors/local_days.json';
import { dayAfter, dayOfCode, instantOf, localDay, localTime } from './days';
import { holidayOn, kindsOf } from './holidays';

test.each(vectors)('$case', ({ instant, day, time }) => {
  expect([localDay(Date.parse(instant)), localTime(Date.parse(instant))]).toEqual([day, time]);
  const minute = Math.floor(Date.parse(instant) / 60_000) * 60_000;
  expect(instantOf(day, time, minute - 1)).toBe(minute);
});

test('an hour that is shown twice is read as the earlier one', () => {
  expect(instantOf('2026-10-25', '03:30')).toBe(Date.parse('2026-10-25T00:30:00Z'));
});

test('of an hour that is shown twice the later is taken when only it comes after the start', () => {
  const [first, second] = [Date.parse('2026-10-25T00:30:00Z'), Date.parse('2026-10-25T01:30:00Z')];
  expect(instantOf('2026-10-25', '03:30', first - 1)).toBe(first);
  expect(instantOf('2026-10-25', '03:30', first)).toBe(second);
  expect(instantOf('2026-10-25', '03:30', second)).toBe(first);
});

test('an hour that is never shown has no instant', () => {
  expect(instantOf('2026-03-29', '03:30')).toBeNull();
});

test('days are counted over months, years and the leap day', () => {
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29');
  expect(dayOfCode(0)).toBe('2020-01-01');
  expect(dayOfCode(2517)).toBe('2026-11-22');
});

test.each(holidays)('$case', ({ year, holidays: expected }) => {
  const found: string[][] = [];
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = dayAfter(day, 1)) {
    const holiday = holidayOn(day);
    if (holiday) found.push([day, holiday]);
  }
  expect(found).toEqual(expected);
});

test.each(dayKinds)('$case', ({ day, eves, kinds }) => {
  const found = kindsOf(day, { of: eves.of, weekdayHolidaysOnly: eves.weekday_holidays_only });
  expect([...found].sort()).toEqual(kinds);
});
