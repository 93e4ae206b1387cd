/** What is typed into the calculator as the rules want it, in whole cents, minutes and people; or what is wrong with it. */
import { decimalIn } from '../../parts/typed-decimal';
import { MINUTES_IN_HOUR, rounded } from '../../rules/money';

export type Wrong =
  | 'not-a-number'
  | 'not-whole'
  | 'below-nothing'
  | 'nobody'
  | 'nothing-granted'
  | 'over-a-month'
  | 'no-day';

/** Nothing typed is no amount and nothing wrong. */
export interface Typed {
  amount: number | null;
  wrong: Wrong | null;
}

const EMPTY: Typed = { amount: null, wrong: null };

/** Income in cents. Seven figures of euros, so that every product of the rules stays an exact number. */
export function typedIncome(text: string): Typed {
  if (isEmpty(text)) return EMPTY;
  const cents = decimalIn(text, 2);
  if (cents === null) return no('not-a-number');
  return cents < 0 ? no('below-nothing') : yes(cents);
}

export function typedHousehold(text: string): Typed {
  if (isEmpty(text)) return EMPTY;
  const people = decimalIn(text, 2);
  if (people === null || people % 100 !== 0 || people > 9900) return no('not-whole');
  return people < 100 ? no('nobody') : yes(people / 100);
}

/** Hours in minutes. */
export function typedHours(text: string, daysInMonth: number): Typed {
  if (isEmpty(text)) return EMPTY;
  const hundredths = decimalIn(text, 2);
  if (hundredths === null) return no('not-a-number');
  if (hundredths <= 0) return no('nothing-granted');
  if (hundredths > daysInMonth * 24 * 100) return no('over-a-month');
  return yes(rounded(hundredths * MINUTES_IN_HOUR, 100));
}

/** Whole visits, days, weeks or months; without a most where no period holds only so many. */
export function typedCount(text: string, most: number | null): Typed {
  if (isEmpty(text)) return EMPTY;
  const hundredths = decimalIn(text, 2);
  if (hundredths === null || hundredths % 100 !== 0) return no('not-whole');
  if (hundredths <= 0) return no('nothing-granted');
  return most !== null && hundredths > most * 100 ? no('over-a-month') : yes(hundredths / 100);
}

/** How many days the month of a day has. */
export function daysInMonthOf(day: string): number {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isEmpty(text: string): boolean {
  return text.trim() === '';
}

function yes(amount: number): Typed {
  return { amount, wrong: null };
}

function no(wrong: Wrong): Typed {
  return { amount: null, wrong };
}
