/**
 * Money in whole cents, and the one rule by which a fraction of a cent becomes a cent: carried exactly to the end and
 * rounded there, once, as the server's `money.py` does. Pure.
 */

export const PERMILLE = 1000;
/** Hundredths of a percent: the fee table of 734/1992 s.10e has quarters of a percent. */
export const BASIS_POINTS = 10_000;
export const MINUTES_IN_HOUR = 60;

export interface Rounding {
  stepCents: number;
  /** To the nearest step, or always up to the next. */
  direction: 'half_up' | 'up';
}

export const TO_THE_CENT: Rounding = { stepCents: 1, direction: 'half_up' };

/** A fraction as a whole number, halves away from zero, so that a credit undoes exactly what was charged. */
export function rounded(numerator: number, denominator: number): number {
  const size = Math.abs(exact(numerator));
  const rest = size % denominator;
  const whole = (size - rest) / denominator;
  const nearest = 2 * rest >= denominator ? whole + 1 : whole;
  return numerator < 0 && nearest !== 0 ? -nearest : nearest;
}

/** A fraction of cents as cents in the step that a rulebook asks for; from the fraction, not from a cent. */
export function roundedAs(numerator: number, denominator: number, rounding: Rounding): number {
  const steps = denominator * rounding.stepCents;
  const count = rounding.direction === 'up' ? roundedUp(numerator, steps) : rounded(numerator, steps);
  return count * rounding.stepCents;
}

/** So many thousandths of a sum. */
export function share(cents: number, permille: number): number {
  return rounded(cents * permille, PERMILLE);
}

/** What a time costs at a price per hour, raised by a factor. */
export function priceOfTime(minutes: number, centsPerHour: number, factorPermille: number = PERMILLE): number {
  return rounded(minutes * centsPerHour * factorPermille, MINUTES_IN_HOUR * PERMILLE);
}

/** The cents of each part so that they add up to the rounded sum of all: no cent is lost or won by a split. */
export function running(numerators: number[], denominator: number): number[] {
  let sum = 0;
  let given = 0;
  return numerators.map((numerator) => {
    sum += numerator;
    const cents = rounded(sum, denominator) - given;
    given += cents;
    return cents;
  });
}

function roundedUp(numerator: number, denominator: number): number {
  // The remainder of a negative number is negative here, and the quotient already the higher one.
  const rest = exact(numerator) % denominator;
  const whole = (numerator - rest) / denominator;
  return rest > 0 ? whole + 1 : whole + 0;
}

/** Beyond 2^53 a browser's numbers skip cents in silence, where Python's do not. */
function exact(number: number): number {
  if (!Number.isSafeInteger(number)) throw new RangeError(`not an exact whole number: ${number}`);
  return number;
}
