/**
 * Bytes as text of the 45 characters that a QR code holds most tightly (RFC 9285): 97 % of the bytes' own size, where
 * base64 would take a third more. Pure.
 */
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Two bytes are three letters, the last odd one two; the least letter comes first. */
export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let place = 0; place < bytes.length; place += 2) {
    const isPair = place + 1 < bytes.length;
    let value = isPair ? (bytes[place] ?? 0) * 256 + (bytes[place + 1] ?? 0) : (bytes[place] ?? 0);
    for (let letter = 0; letter < (isPair ? 3 : 2); letter += 1) {
      text += LETTERS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** The bytes of such a text; null when it is none. */
export function fromBase45(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let place = 0; place < text.length; place += 3) {
    const values = [...text.slice(place, place + 3)].map((letter) => LETTERS.indexOf(letter));
    if (values.includes(-1)) return null;
    const value = values.reduceRight((sum, one) => sum * 45 + one, 0);
    const isPair = values.length === 3;
    if (value > (isPair ? 0xffff : 0xff)) return null;
    if (isPair) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}
