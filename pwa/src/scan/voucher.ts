/** A voucher among the codes that a camera sees. */
import { type Found, find } from './code';

/** A bare number is kept back for so many pictures: the signed code is usually seen right after it. */
const PICTURES_TO_WAIT_FOR_CODE = 3;

/** What was seen: a voucher's code or number, or only codes that are not a voucher's. */
export interface Seen {
  found: Found | null;
  strangers: number;
}

interface VoucherListener {
  onFound(found: Found): void;
  /** A code that is not a voucher's is in the picture. */
  onStranger(): void;
}

/** The signed code goes before the bare number when a picture shows both. */
export function seenIn(texts: string[]): Seen {
  const all = texts.map(find).filter((one) => one !== null);
  const found = all.find((one) => 'code' in one) ?? all[0] ?? null;
  return { found, strangers: texts.length - all.length };
}

/** Hears what the camera sees until a voucher is among it. */
export function lookingForVoucher({ onFound, onStranger }: VoucherListener): (texts: string[]) => boolean {
  let number: Found | null = null;
  let waited = 0;
  return (texts) => {
    const { found, strangers } = seenIn(texts);
    const isCode = found !== null && 'code' in found;
    number ??= found;
    if (number) waited += 1;
    else if (strangers > 0) onStranger();
    const taken = isCode ? found : waited > PICTURES_TO_WAIT_FOR_CODE ? number : null;
    if (taken) onFound(taken);
    return taken !== null;
  };
}
