/**
 * The digits of a client's home (RFC 6238 with HMAC-SHA-256), as `backend/presence/rules.py` reckons them; both are held to
 * `tests/vectors/presence_digits.json`. They need no network: a phone that knows the secret and the time shows them.
 */

const DIGITS = 6;

/** The step that a moment lies in. */
export function stepAt(seconds: number, stepSeconds: number): number {
  return Math.floor(seconds / stepSeconds);
}

/** The digits of a step (RFC 4226 section 5.3). */
export async function digitsAt(secret: Uint8Array<ArrayBuffer>, step: number): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign']);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const told = new DataView(await crypto.subtle.sign(algorithm, key, counter.buffer));
  const at = told.getUint8(told.byteLength - 1) & 0x0f;
  const number = told.getUint32(at) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** As they are read out and typed: in two groups. */
export function grouped(digits: string): string {
  return `${digits.slice(0, DIGITS / 2)} ${digits.slice(DIGITS / 2)}`;
}
