/**
 * Sends what waits sealed: from a locked phone, with an ended session, and whatever of it this phone cannot read. Nobody
 * need be signed in, and nothing is read back but receipts; a copy leaves only against its hash and the county's word.
 */
import { ask, Offline, Problem } from '../api/client';
import type { DeliveryReply, Envelope, ProblemDetails, SealedReceipt, Verdict, VerificationKey } from '../api/schema';
import { announce } from './changes';
import { toSend } from './own-visit';
import { asSent, checkSignature, type Said } from './receipts';
import type { Raw } from './shelves';
import { type KeptSignature, type OutboxEntry, readOutbox, strictlyUnread, type UnreadEntry } from './store';
import { sealWhatLacks } from './upkeep';
import { lockState } from './vault';
import { keepVerdicts } from './verdicts';

const LARGEST_BATCH = 20;

/** What the server said of sealed records: those it has, those it will not or cannot take yet, and its signature. */
export type Delivered = Pick<DeliveryReply, 'receipts' | 'refusals'> & { signature: KeptSignature | null };

/** Send what waits sealed, all of it or only what this phone cannot read; says whether anything was received. */
export async function sendSealed(worker: string, which: 'all' | 'unread', insist: () => void): Promise<boolean> {
  if (lockState.peek() !== 'locked') await sealWhatLacks(worker);
  const { outbox, unread, device, receiptKeys } = await readOutbox(worker);
  const readable = which === 'all' ? toSend(outbox) : [];
  const entries = [...readable, ...unread.filter(({ state }) => state !== 'refused')];
  const envelopes = entries
    .sort((one, other) => one.number - other.number)
    .flatMap(({ id, sealed }) => (sealed ? [{ id, sealed }] : []));
  let received = false;
  await deliver(device, envelopes, receiptKeys ?? [], async (delivered) => {
    insist();
    if (await keepRead(worker, readable, delivered)) received = true;
    if (await keepUnread(worker, unread, delivered)) received = true;
    await announce();
  });
  return received;
}

/** Deliver sealed records, one's own or a colleague's, telling after each batch what became of it. */
export async function deliver(
  carrier: string,
  envelopes: Envelope[],
  keys: VerificationKey[],
  tell: (delivered: Delivered) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < envelopes.length; start += LARGEST_BATCH) {
    await deliverBatch(carrier, envelopes.slice(start, start + LARGEST_BATCH), keys, tell);
  }
}

async function deliverBatch(
  carrier: string,
  batch: Envelope[],
  keys: VerificationKey[],
  tell: (delivered: Delivered) => Promise<void>,
): Promise<void> {
  let delivered: Delivered;
  try {
    delivered = await proven(
      await ask('POST', '/api/sync/sealed', { device: carrier, envelopes: batch }),
      carrier,
      keys,
    );
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status >= 500 || failure.status === 429) throw failure;
    if (batch.length > 1) {
      // One that the server cannot even read must not hold up the others: it is found by halving.
      const middle = Math.ceil(batch.length / 2);
      await deliverBatch(carrier, batch.slice(0, middle), keys, tell);
      await deliverBatch(carrier, batch.slice(middle), keys, tell);
      return;
    }
    const refusals = batch.map(({ id }) => ({ id, verdict: 'refused' as const, problem: failure.details }));
    delivered = { receipts: [], refusals, signature: null };
  }
  await tell(delivered);
}

/** The reply, when it is one and its signature holds as far as this phone can tell. */
async function proven(reply: DeliveryReply | null, carrier: string, keys: VerificationKey[]): Promise<Delivered> {
  if (!Array.isArray(reply?.receipts) || !Array.isArray(reply.refusals)) throw new Offline('not a reply');
  const { receipts, refusals } = reply;
  const signature = await checkSignature(carrier, receipts, reply.signature, keys);
  // Keys come with a pull, which needs a session: the copy stays until she has signed in.
  if (signature === 'unknown-key') throw new Offline('receipts signed by a key that has not come here');
  return { receipts, refusals, signature };
}

/** What this phone can read is kept as after a push. */
async function keepRead(worker: string, entries: OutboxEntry[], delivered: Delivered): Promise<boolean> {
  const { receipts, refusals, signature } = delivered;
  const received = receipts.map(({ id, ...receipt }): Verdict => {
    return { id, verdict: 'accepted', problem: null, receipt, toReview: [] };
  });
  const others = refusals.map((refusal): Verdict => ({ ...refusal, receipt: null, toReview: [] }));
  const said: Said = { verdicts: [...received, ...others], signature };
  const answered = new Set(said.verdicts.map(({ id }) => id));
  const sent = await asSent(entries.filter(({ id }) => answered.has(id)));
  return sent.length > 0 && keepVerdicts(worker, sent, said);
}

/** What it cannot read is known by id and hash; what the visit says comes with the next pull. */
async function keepUnread(worker: string, entries: UnreadEntry[], delivered: Delivered): Promise<boolean> {
  const unread = new Map(entries.map(({ id, sha256 }) => [id, sha256]));
  const receipts = delivered.receipts.filter(({ id, sha256 }) => unread.get(id) === sha256);
  const refusals = delivered.refusals.filter(({ id }) => unread.has(id));
  if (receipts.length === 0 && refusals.length === 0) return false;
  const keep = async (transaction: Raw): Promise<void> => {
    for (const receipt of receipts) await keepReceipt(transaction, receipt, delivered.signature);
    for (const { id, verdict, problem } of refusals) await keepRefusal(transaction, id, verdict, problem);
    const { signature } = delivered;
    if (signature && receipts.length > 0) await transaction.objectStore('signatures').put(signature);
  };
  await strictlyUnread(['outbox', 'visits', 'receipts', 'signatures'], keep, worker);
  return receipts.length > 0;
}

async function keepReceipt(
  transaction: Raw,
  { id, ...receipt }: SealedReceipt,
  signature: KeptSignature | null,
): Promise<void> {
  const entry = (await transaction.objectStore('outbox').get(id)) as UnreadEntry | undefined;
  // It may have been turned to another record meanwhile, by a tab that was unlocked.
  if (entry?.sha256 !== receipt.sha256) return;
  await transaction.objectStore('outbox').delete(id);
  const named = signature ? { signature: signature.id } : {};
  await transaction.objectStore('receipts').put({ id, number: entry.number, ...receipt, ...named });
  const visit = await transaction.objectStore('visits').get(id);
  const { receivedAt } = receipt;
  if (visit) await transaction.objectStore('visits').put({ ...visit, state: 'received', receivedAt });
}

async function keepRefusal(
  transaction: Raw,
  id: string,
  verdict: 'refused' | 'held',
  problem: ProblemDetails,
): Promise<void> {
  const entry = await transaction.objectStore('outbox').get(id);
  if (!entry) return;
  await transaction.objectStore('outbox').put({ ...entry, state: verdict, problem });
  const visit = await transaction.objectStore('visits').get(id);
  if (visit && verdict === 'refused')
    await transaction.objectStore('visits').put({ ...visit, state: 'refused', problem });
}
