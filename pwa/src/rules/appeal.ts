/**
 * Until when a decision can be appealed: from how and when it was sent. The same cases bind the server's
 * `decisions/appeal.py` (tests/vectors/appeal.json). Pure.
 */

import { dayAfter, holidayOn, kindsOf } from './days';

export type SentBy = 'letter' | 'in_person';

/** A letter is taken as received on the seventh day after it was sent (434/2003 s.59). */
const LETTER_ARRIVES_AFTER = 7;
/** For a request for rectification (434/2003 s.49 c); the day of notice is not counted (150/1930 s.2). */
const DAYS_TO_APPEAL = 30;

/** The day of notice: at once in person, a week later by letter. */
export function receivedOn(sentBy: SentBy, sentOn: string): string {
  return sentBy === 'letter' ? dayAfter(sentOn, LETTER_ARRIVES_AFTER) : sentOn;
}

/** The last day on which the county must have the request; one on a day off gives way to the next. */
export function appealUntil(sentBy: SentBy, sentOn: string): string {
  let last = dayAfter(receivedOn(sentBy, sentOn), DAYS_TO_APPEAL);
  while (isDayOff(last)) last = dayAfter(last, 1);
  return last;
}

/**
 * Whether offices are closed, so that a time does not end on the day (150/1930 s.5): Saturdays, Sundays, holidays,
 * Independence Day, May Day, Christmas Eve and Midsummer Eve.
 */
function isDayOff(day: string): boolean {
  const isEve = day.slice(5) === '12-24' || holidayOn(dayAfter(day, 1)) === 'midsummer-day';
  return isEve || !kindsOf(day).has('weekday');
}
