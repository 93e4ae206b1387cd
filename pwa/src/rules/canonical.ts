/**
 * The canonical form of a record, whose hash phone and server compare before the phone lets go of its copy:
 * JSON with sorted keys and no blanks (RFC 8785, without fractions, which a record never holds). Pure.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The canonical JSON of a value; throws on what a record must never hold. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${canonical(key)}:${canonical(value[key] as Json)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`a record holds whole numbers only, not ${value}`);
  }
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) {
    throw new RangeError('a record holds well-formed text only');
  }
  if (value === undefined) throw new TypeError('a record has no undefined members');
  return Object.is(value, -0) ? '0' : JSON.stringify(value);
}

/** Text without half characters, which a keyboard or a paste can leave and no record may hold. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
