/**
 * Sends what waits sealed: from a locked phone, with an ended session, and whatever of it this phone cannot read. Nobody
 * need be signed in, and nothing is read back but receipts; a copy leaves only against its hash and the county's word.
 */
import type { ProblemDetails, Refusal, SealedReceipt, Verdict } from '../api/schema';
import { announce } from './changes';
import { type Delivered, deliver } from './delivering';
import { isOfAnother, toSend } from './own-visit';
import type { Whose } from './pull';
import { asSent, type Said } from './receipts';
import { employer } from './seal';
import type { Raw } from './shelves';
import { type KeptSignature, ONLY, type OutboxEntry, readOutbox, type UnreadEntry } from './store';
import { sealWhatLacks } from './upkeep';
import { lockState } from './vault';
import { keepVerdicts } from './verdicts';
import { strictlyUnread } from './writing';

/** Send what waits sealed, all of it or the rest that cannot be pushed; says whether anything was received. */
export async function sendSealed({ worker, insist }: Whose, which: 'all' | 'rest'): Promise<boolean> {
  if (lockState.peek() !== 'locked') await sealWhatLacks(worker);
  const { outbox, unread, device, receiptKeys } = await readOutbox(worker);
  const waiting = toSend(outbox);
  const readable = which === 'all' ? waiting : waiting.filter((entry) => isOfAnother(entry, employer()));
  // What was refused unread she cannot mend: it is asked about again by itself, since each time it is decided anew.
  const entries = [...readable, ...unread];
  const envelopes = entries
    .sort((one, other) => one.number - other.number)
    .flatMap(({ id, sealed }) => (sealed ? [{ id, sealed }] : []));
  let received = false;
  await deliver(device, envelopes, receiptKeys ?? [], async (told) => {
    insist();
    const delivered = { ...told, refusals: told.refusals.filter(({ problem }) => !isOfEnvelope(problem)) };
    if (told.refusals.some(({ problem }) => problem.type === NOT_GENUINE)) await tellTokenAnew(worker);
    if (await keepRead(worker, readable, delivered)) received = true;
    if (await keepUnread(worker, unread, delivered)) received = true;
    await announce();
  });
  return received;
}

const NOT_GENUINE = '/problems/sealed-not-genuine';

/** A server put back from a backup may have lost this phone's token: the next push with a session tells it once more. */
async function tellTokenAnew(worker: string): Promise<void> {
  const forget = async (transaction: Raw): Promise<void> => {
    const device = await transaction.objectStore('device').get(ONLY);
    if (device) await transaction.objectStore('device').put({ ...device, isKnown: false }, ONLY);
  };
  await strictlyUnread(['device'], forget, worker);
}

/** An envelope that was not taken says nothing of the record in it, which waits on: to be pushed, or sealed anew. */
function isOfEnvelope({ type }: ProblemDetails): boolean {
  return type === NOT_GENUINE || type === '/problems/sealed-key-unknown';
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
    for (const refusal of refusals) await keepRefusal(transaction, refusal, unread.get(refusal.id));
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
  { id, verdict, problem }: Refusal,
  sha256: string | undefined,
): Promise<void> {
  const entry = await transaction.objectStore('outbox').get(id);
  if (!entry || entry.sha256 !== sha256) return;
  await transaction.objectStore('outbox').put({ ...entry, state: verdict, problem });
  const visit = await transaction.objectStore('visits').get(id);
  if (visit && verdict === 'refused')
    await transaction.objectStore('visits').put({ ...visit, state: 'refused', problem });
}
