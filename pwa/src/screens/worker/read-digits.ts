/** The digits of a home as a worker types them. */

/** What was typed as digits of a home, without blanks; null while it is not all of them. */
export function readDigits(typed: string): string | null {
  const digits = typed.replaceAll(/\s/g, '');
  return /^[0-9]{6}$/.test(digits) ? digits : null;
}
