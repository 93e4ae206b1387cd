import { expect, test } from 'vitest';
import { type Again, ruleOf, type Weekday } from './recurrence';

test.each<[Again, Weekday[], string, string | null]>([
  ['once', ['MO'], '2026-12-01', null],
  ['daily', ['MO'], '', 'FREQ=DAILY'],
  ['weekly', ['TH', 'MO'], '2026-12-31', 'FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231'],
  ['weekly', [], '', 'FREQ=WEEKLY'],
  ['fortnightly', ['SU'], '', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU'],
])('%s on %j until "%s" is %s', (again, weekdays, until, expected) => {
  expect(ruleOf(again, weekdays, until)).toBe(expected);
});
