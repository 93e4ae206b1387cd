/**
 * The server's reply to a push, read as what it says of each record, and whether the county's system has signed its
 * receipts: the signed text is made anew from this phone's own records, so the signature proves those and no others.
 */
import { Offline } from '../api/client';
import type { PushReply, ReceiptRow, Signature, SignedReply, Verdict, VerificationKey } from '../api/schema';
import { canonical, type Json } from '../rules/canonical';
import { type Receipted, receiptText } from '../rules/receipt';
import { fromBase64Url, hashOf, inHex, type Proof, proofOf } from '../signed';
import type { KeptSignature, OutboxEntry } from './store';

/** A record as it was sent, and the hash of those bytes. */
export interface SentRecord {
  id: string;
  number: number;
  content: string;
  sha256: string;
}

/** What the server said of each record, and the signature over what it has received. */
export interface Said {
  verdicts: Verdict[];
  /** Null where nothing was received, or by a server that does not sign yet. */
  signature: KeptSignature | null;
}

/** The bytes of each record, which the receipts are held against. */
export function asSent(batch: OutboxEntry[]): Promise<SentRecord[]> {
  return Promise.all(
    batch.map(async ({ id, mutation }) => {
      const content = contentOf(mutation);
      return { id, number: mutation.number, content, sha256: await hashOf(content) };
    }),
  );
}

/** The canonical record. */
export function contentOf(mutation: OutboxEntry['mutation']): string {
  return canonical(mutation as unknown as Json);
}

/** What a reply says, by whichever protocol; `unknown-key` when the phone must first ask for the keys. */
export async function readReply(
  reply: unknown,
  sent: SentRecord[],
  device: string,
  keys: VerificationKey[],
): Promise<Said | 'unknown-key'> {
  if (isOfFirstProtocol(reply)) return { verdicts: reply.verdicts, signature: null };
  if (!isSigned(reply)) throw new Offline('an answer that is not a reply');
  const hashes = hashesIn(reply);
  const receipts = reply.receipts.map((row, place) => receiptedBy(row, hashes[place] ?? '', reply.serverTime, sent));
  const signed = await checkSignature(device, receipts, reply.signature, keys);
  if (signed === 'unknown-key') return signed;
  const reasons = new Map(reply.toReview.map(({ id, reasons: all }) => [id, all]));
  const received = receipts.map(({ id, ...receipt }): Verdict => {
    return { id, verdict: 'accepted', problem: null, receipt, toReview: reasons.get(id) ?? [] };
  });
  const others = reply.refusals.map((refusal): Verdict => ({ ...refusal, receipt: null, toReview: [] }));
  return { verdicts: [...received, ...others], signature: signed };
}

/**
 * The signature to keep with these receipts, in the order of the reply; null when there are none. What is signed by
 * no key of the county's, or not signed at all, is no answer of the server.
 */
export async function checkSignature(
  device: string,
  receipts: Receipted[],
  signature: Signature | null,
  keys: VerificationKey[],
): Promise<KeptSignature | null | 'unknown-key'> {
  if (receipts.length === 0) return null;
  if (!signature) throw new Offline('receipts that nobody has signed');
  const text = receiptText(device, receipts);
  const proof = await proofOfText(text, signature, keys);
  if (proof === 'forged') throw new Offline('receipts with a signature that does not hold');
  if (proof === 'unknown-key') return proof;
  return { id: crypto.randomUUID(), text, ...signature, isVerified: proof === 'genuine' };
}

async function proofOfText(text: string, { key, value }: Signature, keys: VerificationKey[]): Promise<Proof> {
  try {
    const [signature, content] = [fromBase64Url(value), new TextEncoder().encode(text)];
    return await proofOf({ keyId: key, signature, content }, keys);
  } catch {
    // Not even base64url.
    return 'forged';
  }
}

const HASH_BYTES = 32;

/** The hash of each receipt, in hexadecimal. */
function hashesIn({ hashes, receipts }: SignedReply): string[] {
  try {
    const bytes = fromBase64Url(hashes);
    if (bytes.length !== receipts.length * HASH_BYTES) throw new Error('not as many as there are receipts');
    return receipts.map((_, place) => inHex(bytes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES)));
  } catch (cause) {
    throw new Offline('receipts without their hashes', { cause });
  }
}

/** The reply's own hash is signed over; that it is the hash of what was sent is looked at record by record. */
function receiptedBy(row: ReceiptRow, hash: string, serverTime: string, sent: SentRecord[]): Receipted {
  const [number, sequence, at] = row;
  const record = sent.find((one) => one.number === number);
  if (!record) throw new Offline('a receipt of a record that was not sent');
  return { id: record.id, sha256: hash, sequence, receivedAt: at ?? serverTime };
}

function isOfFirstProtocol(reply: unknown): reply is PushReply {
  return isShape(reply) && Array.isArray(reply.verdicts) && reply.verdicts.every((one) => isShape(one));
}

function isSigned(reply: unknown): reply is SignedReply {
  if (!isShape(reply) || typeof reply.serverTime !== 'string' || typeof reply.hashes !== 'string') return false;
  const { receipts, refusals, toReview } = reply;
  if (!(Array.isArray(receipts) && Array.isArray(refusals) && Array.isArray(toReview))) return false;
  const rows = receipts.every((row) => Array.isArray(row) && typeof row[1] === 'number');
  return rows && refusals.every(isShape) && toReview.every((one) => isShape(one) && Array.isArray(one.reasons));
}

function isShape(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
