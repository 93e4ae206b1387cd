import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/course.json';
import { inCamelCase } from './cases';
import { type Act, course, isPaused, valueOn } from './course';

/** What a case does not say is not there. */
function actsOf(written: unknown): Act[] {
  const said = { toDay: null, valueCents: null, reason: null, decision: null };
  return inCamelCase<Act[]>(written).map((act) => ({ ...said, ...act }));
}

test.each(vectors)('$case', ({ acts, value_cents, ended_on, is_undone, pauses, values }) => {
  const found = course('2026-02-01', '2026-12-31', value_cents, actsOf(acts));
  expect(found.endedOn).toBe(ended_on);
  expect(found.isUndone).toBe(is_undone);
  expect(found.pauses.map(({ firstDay, lastDay, causedBy }) => [firstDay, lastDay, causedBy])).toEqual(pauses);
  expect(found.values.map(({ fromDay, valueCents }) => [fromDay, valueCents])).toEqual(values);
});

test('a value holds from its day, a pause on both its days', () => {
  const found = course(
    '2026-02-01',
    '2026-12-31',
    3200,
    actsOf([
      { act: 'value_raised', from_day: '2026-04-01', value_cents: 3500, decision: 'a' },
      { act: 'paused', from_day: '2026-03-03', to_day: '2026-03-10', reason: 'client' },
    ]),
  );
  expect(['2026-01-31', '2026-03-31', '2026-04-01', '2026-12-31'].map((day) => valueOn(found, day))).toEqual([
    3200, 3200, 3500, 3500,
  ]);
  expect(['2026-03-02', '2026-03-03', '2026-03-10', '2026-03-11'].map((day) => isPaused(found, day))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
