/** Money and shares as people of each language write them. */
import { locales } from './formats';

/** A fraction of a cent is shown as far as a person can follow it. */
const MOST_DECIMALS = 4;
const formats = new Map<string, Intl.NumberFormat>();

function numbers(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locales.value}.${name}`;
  const found = formats.get(key) ?? new Intl.NumberFormat(locales.value, options);
  formats.set(key, found);
  return found;
}

/** "242,22 €"; a fraction `cents / over` with what it has after the cents. */
export function euros(cents: number, over = 1): string {
  const options = { style: 'currency', currency: 'EUR', maximumFractionDigits: MOST_DECIMALS } as const;
  return numbers('euros', options).format(cents / (100 * over));
}

/** "+12,50 €" or "−12,50 €". */
export function eurosMoreOrLess(cents: number): string {
  return numbers('difference', { style: 'currency', currency: 'EUR', signDisplay: 'exceptZero' }).format(cents / 100);
}

/** "18,5 %", of hundredths of a percent. */
export function percent(basisPoints: number): string {
  return numbers('percent', { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}
