/** A name in the three languages, and the short one that the wire knows the thing by. */

import type { Text } from '../../api/schema';
import type { Reader } from './reader';

/** The wire takes no longer ones. */
const LONGEST = 60;

/** "Siivous ja pyykki" is "siivous-ja-pyykki"; "Yökäynti" is "yokaynti". */
export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, LONGEST)
    .replace(/-$/, '');
}

/** Clients are served in both national languages, and the offices in English too: all three are asked for. */
export function readName({ fi, sv, en }: Text, at: string, reader: Reader): Text {
  return {
    fi: reader.words(`${at}.fi`, fi),
    sv: reader.words(`${at}.sv`, sv),
    en: reader.words(`${at}.en`, en),
  };
}
