/**
 * The voucher number: ten Crockford Base32 characters and two check characters, so that every single wrong
 * character and every swapped pair is caught before any network. Pure.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BODY_LENGTH = 10;
const NUMBER_LENGTH = 12;
/** The largest prime below 1,024, which two Crockford digits can hold: a prime misses no single error and no swap. */
const MODULUS = 1021;

export type NumberFault = 'unknown_character' | 'too_short' | 'too_long' | 'check_characters';

export type NumberReading =
  | { number: string; fault: null }
  | { number: null; fault: 'unknown_character'; character: string; position: number }
  | { number: null; fault: 'too_short' | 'too_long'; length: number }
  | { number: null; fault: 'check_characters' };

/** What was typed as the number itself would write it: blanks and hyphens gone, look-alikes read as digits. */
export function normalised(typed: string): string {
  return typed
    .replace(/[\s\p{Dash_Punctuation}]/gu, '')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}

/** The two check characters of ten. */
export function checkCharacters(body: string): string {
  let value = 0;
  for (const character of body) value = value * 32 + ALPHABET.indexOf(character);
  const check = value % MODULUS;
  return `${ALPHABET.charAt(Math.floor(check / 32))}${ALPHABET.charAt(check % 32)}`;
}

/** Read a typed number forgivingly; say what is wrong with it when it is not one. */
export function readNumber(typed: string): NumberReading {
  const characters = [...normalised(typed)];
  const position = characters.findIndex((character) => !ALPHABET.includes(character));
  const stranger = characters[position];
  if (stranger !== undefined) {
    return {
      number: null,
      fault: 'unknown_character',
      character: stranger,
      position: position + 1,
    };
  }
  const length = characters.length;
  if (length < NUMBER_LENGTH) return { number: null, fault: 'too_short', length };
  if (length > NUMBER_LENGTH) return { number: null, fault: 'too_long', length };
  const number = characters.join('');
  if (checkCharacters(number.slice(0, BODY_LENGTH)) !== number.slice(BODY_LENGTH)) {
    return { number: null, fault: 'check_characters' };
  }
  return { number, fault: null };
}

/** The number of a value of 50 bits, as the signed code carries it. */
export function numberOf(value: bigint): string {
  let body = '';
  for (let place = BODY_LENGTH - 1; place >= 0; place -= 1) {
    body += ALPHABET.charAt(Number((value >> BigInt(place * 5)) & 31n));
  }
  return body + checkCharacters(body);
}

/** In groups of four, as printed and as read out over the telephone. */
export function grouped(number: string): string {
  return number.replace(/(.{4})(?=.)/g, '$1-');
}
