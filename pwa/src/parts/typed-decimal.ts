/** A number as people type it, with a comma or a point, kept as a whole number of its smallest part. */
import { language } from '../words';

/** "1 800,50 €" with two places is 180050, "22 %" with one is 220; "1,800" may be either of two and is none. */
export function decimalIn(text: string, places: number): number | null {
  const found = /^(-?)(\d{1,7})(?:[.,](\d+))?$/.exec(text.replace(/[\s€%]/g, '').replace('−', '-'));
  if (!found) return null;
  const [, minus, whole = '', rest = ''] = found;
  if (rest.length > places) return null;
  const amount = Number(whole + rest.padEnd(places, '0'));
  return minus ? 0 - amount : amount;
}

/** The same number as it would be typed: "36,00", "1,15", "22". */
export function decimalOf(amount: number, places: number, fewest = 0): string {
  const digits = String(Math.abs(amount)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const rest = digits
    .slice(digits.length - places)
    .replace(/0+$/, '')
    .padEnd(fewest, '0');
  const point = language.value === 'en' ? '.' : ',';
  return `${amount < 0 ? '-' : ''}${whole}${rest && point}${rest}`;
}
