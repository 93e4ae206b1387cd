/** The office's code for a new work phone: in a link that a camera has read, or typed by hand (backend/enrolment/rules.py). */

const LENGTH = 16;
const LETTERS = /^[0-9A-HJKMNP-TV-Z]+$/;
const LINK = /\/join#([0-9A-Z]+)$/i;

/** The code that a link carries; null when it is another link, or none. */
export function codeInLink(text: string): string | null {
  const found = LINK.exec(text)?.[1];
  return found === undefined ? null : codeTyped(found);
}

/** The code as somebody typed it or read it aloud; null when it is none. */
export function codeTyped(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s.\u2010-\u2014-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return code.length === LENGTH && LETTERS.test(code) ? code : null;
}

/** Where a phone's own camera leads to. */
export function linkTo(code: string, origin = location.origin): string {
  return `${origin}/join#${code}`;
}
