/** The digits of a home as a worker types them. */

/** What was typed, without blanks: the six digits on a phone or the eight of a paper; null while it is neither. */
export function readDigits(typed: string): string | null {
  const digits = typed.replaceAll(/\s/g, '');
  return /^([0-9]{6}|[0-9]{8})$/.test(digits) ? digits : null;
}
