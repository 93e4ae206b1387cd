/** The receipts that this phone keeps, for whoever asks what became of a record. */
import { type KeptReceipt, type KeptSignature, strictly } from './store';

/** A record's receipt with the signature that proves it; null where this phone has none. */
export function receiptOf(record: string): Promise<{ receipt: KeptReceipt; signature: KeptSignature | null } | null> {
  return strictly(['receipts', 'signatures'], async (transaction) => {
    const receipt = await transaction.objectStore('receipts').get(record);
    if (!receipt) return null;
    const signature = receipt.signature && (await transaction.objectStore('signatures').get(receipt.signature));
    return { receipt, signature: signature || null };
  });
}
