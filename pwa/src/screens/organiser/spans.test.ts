/** Versions of the rulebook on a line of time. */
import { describe, expect, it } from 'vitest';
import { axisOf, nextChange, placeOn, spanOn, stateOn, yearsOn } from './spans';

const TODAY = '2026-11-22';
const PAST = { firstDay: '2023-01-01', lastDay: '2023-03-31' };
const OPEN = { firstDay: '2023-04-01', lastDay: null };
const ENDING = { firstDay: '2023-04-01', lastDay: '2026-12-31' };
const COMING = { firstDay: '2027-01-01', lastDay: null };

describe('a version', () => {
  it('is in force on its first and on its last day', () => {
    const year = { firstDay: '2026-01-01', lastDay: '2026-12-31' };
    const days = ['2025-12-31', '2026-01-01', '2026-12-31', '2027-01-01'];
    expect(days.map((day) => stateOn(day, year))).toEqual(['to-come', 'in-force', 'in-force', 'past']);
    expect(stateOn('2099-01-01', OPEN)).toBe('in-force');
  });

  it('lies on the line from its first day to the end of its last', () => {
    const axis = { firstDay: '2026-01-01', lastDay: '2026-04-11' };
    expect(spanOn(axis, { firstDay: '2026-01-11', lastDay: '2026-01-20' })).toEqual({
      from: 10,
      to: 20,
      isOpen: false,
    });
    expect(spanOn(axis, { firstDay: '2025-01-01', lastDay: null })).toEqual({ from: 0, to: 100, isOpen: true });
    expect(spanOn(axis, { firstDay: '2024-01-01', lastDay: '2025-01-01' }).to).toBe(0);
  });
});

describe('the line', () => {
  it('holds today and every change, but nothing too old', () => {
    expect(axisOf([PAST, ENDING, COMING], TODAY)).toEqual({ firstDay: '2023-01-01', lastDay: '2027-05-01' });
    expect(axisOf([{ firstDay: '2013-05-01', lastDay: null }], TODAY)).toEqual({
      firstDay: '2020-11-23',
      lastDay: '2027-03-22',
    });
  });

  it('names the years that begin on it', () => {
    const axis = axisOf([PAST, ENDING, COMING], TODAY);
    expect(yearsOn(axis).map(({ year }) => year)).toEqual([2023, 2024, 2025, 2026]);
    expect(placeOn(axis, axis.firstDay)).toBe(0);
  });
});

describe('what changes next', () => {
  it('is the next version, or the day after the last', () => {
    expect(nextChange([PAST, ENDING, COMING], TODAY)).toEqual({ day: '2027-01-01', version: COMING });
    expect(nextChange([PAST, ENDING], TODAY)).toEqual({ day: '2027-01-01', version: null });
    expect(nextChange([PAST, OPEN], TODAY)).toBeNull();
  });
});
