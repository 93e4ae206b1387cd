/** Reads what was typed into the forms, and remembers what is wrong with it and where. */
import { decimalIn } from '../../parts/typed-decimal';

export type Wrong =
  | 'missing'
  | 'not-a-sum'
  | 'not-a-number'
  | 'not-whole'
  | 'not-a-percent'
  | 'not-a-time'
  | 'too-large'
  | 'too-small'
  | 'below-nothing'
  | 'gap-in-table'
  | 'not-rising'
  | 'not-from-nought'
  | 'no-days'
  | 'no-holidays'
  | 'no-bands'
  | 'no-steps'
  | 'no-ways'
  | 'no-tasks'
  | 'not-a-task'
  | 'name-used'
  | 'day-gone';

/** What is wrong by the place it is wrong in; a rule's refusal bears the slug of its problem. */
export type Faults = ReadonlyMap<string, string>;

/** What the wire takes at most, so that both languages reckon exactly: of a sum, of one unit's price, of a factor. */
const LARGEST = 10 ** 8;
const LARGEST_PRICE = 10 ** 6;
const LARGEST_FACTOR = 10 ** 4;
const WHOLE_SHARE = 1000;
const MOST_HOURS = 366 * 24;
const MOST_DAYS = 3660;
const DAY_MINUTES = 24 * 60;

export class Reader {
  readonly faults = new Map<string, string>();

  /** Remember what is wrong at a place; the first thing said of it stands. */
  wrong(at: string, what: Wrong | (string & {})): null {
    if (!this.faults.has(at)) this.faults.set(at, what);
    return null;
  }

  cents(at: string, text: string): number | null {
    return this.amount(at, text, 2, 'not-a-sum');
  }

  /** What one hour, visit or day costs. */
  price(at: string, text: string): number | null {
    return this.amount(at, text, 2, 'not-a-sum', LARGEST_PRICE);
  }

  /** A share in thousandths, of one whole at most. */
  permille(at: string, text: string): number | null {
    return this.amount(at, text, 1, 'not-a-percent', WHOLE_SHARE);
  }

  basisPoints(at: string, text: string): number | null {
    return this.amount(at, text, 2, 'not-a-percent');
  }

  /** "1,15" is 1150 thousandths. */
  factor(at: string, text: string): number | null {
    return this.amount(at, text, 3, 'not-a-number', LARGEST_FACTOR);
  }

  count(at: string, text: string, most = LARGEST): number | null {
    return this.amount(at, text, 0, 'not-whole', most);
  }

  wholeHours(at: string, text: string): number | null {
    return this.count(at, text, MOST_HOURS);
  }

  days(at: string, text: string): number | null {
    return this.count(at, text, MOST_DAYS);
  }

  /** Hours in minutes: "2", "1,5" or "1:30". */
  hours(at: string, text: string): number | null {
    if (text.trim() === '') return null;
    const clock = /^\s*(\d{1,6}):([0-5]\d)\s*$/.exec(text);
    if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
    const hundredths = decimalIn(text, 2);
    if (hundredths === null || (hundredths * 60) % 100 !== 0) return this.wrong(at, 'not-a-number');
    return hundredths < 0 ? this.wrong(at, 'below-nothing') : (hundredths * 60) / 100;
  }

  /** A time of day in minutes from midnight: "7", "7.30", "18:00", "24". */
  minuteOfDay(at: string, text: string): number | null {
    if (text.trim() === '') return this.wrong(at, 'missing');
    const found = /^\s*(\d{1,2})(?:[.:]([0-5]\d))?\s*$/.exec(text);
    const minute = found ? Number(found[1]) * 60 + Number(found[2] ?? 0) : DAY_MINUTES + 1;
    return minute > DAY_MINUTES ? this.wrong(at, 'not-a-time') : minute;
  }

  /** What must be there; nought stands in so that the rest can be read too. */
  needed(at: string, amount: number | null): number {
    if (amount === null) this.wrong(at, 'missing');
    return amount ?? 0;
  }

  words(at: string, text: string): string {
    const said = text.trim();
    if (said === '') this.wrong(at, 'missing');
    return said;
  }

  private amount(at: string, text: string, places: number, otherwise: Wrong, most = LARGEST): number | null {
    if (text.trim() === '') return null;
    const amount = decimalIn(text, places);
    if (amount === null) return this.wrong(at, otherwise);
    if (amount < 0) return this.wrong(at, 'below-nothing');
    return amount > most ? this.wrong(at, 'too-large') : amount;
  }
}
