/** The text that the server signs its receipts over, rebuilt here from the phone's own ids and hashes. Pure. */

/** What a receipt vouches for: this record, with this content, has this place since this moment. */
export interface Receipted {
  id: string;
  /** In hexadecimal. */
  sha256: string;
  sequence: number;
  /** As the reply writes it. */
  receivedAt: string;
}

/** A line that says what it is, the device that is answered, and a line a receipt, in the reply's order. */
export function receiptText(device: string, receipts: readonly Receipted[]): string {
  const lines = receipts.map(({ id, sha256, sequence, receivedAt }) => `${id} ${sha256} ${sequence} ${receivedAt}`);
  return ['kotiseteli-receipts-1', device, ...lines].map((line) => `${line}\n`).join('');
}
