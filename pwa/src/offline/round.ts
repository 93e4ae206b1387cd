/**
 * One round: what waits goes to the server in batches, and what it said of each record is kept. Only a reply that can be
 * read, and proven, changes anything (`receipts.ts`, `verdicts.ts`); any other answer leaves all as it was.
 */
import { Offline, Problem } from '../api/client';
import type { ProblemDetails, Verdict } from '../api/schema';
import { isAboutContents, KeyUnknown } from './delivering';
import { isOfAnother, toSend, visitOf } from './own-visit';
import { pull, type Whose } from './pull';
import { asSent, readReply, type Said, type SentRecord } from './receipts';
import { employer } from './seal';
import { askToTake, hasNews, noteAnswer, readSender, type Sender } from './sending';
import { sendSealed } from './sending-sealed';
import { onTheWay, syncState } from './signals';
import { type OutboxEntry, readOutbox } from './store';
import { lockState } from './vault';
import { keepVerdicts } from './verdicts';

export { carryForOthers } from './carrying';
export { forgetCursor, pull } from './pull';

const LARGEST_BATCH = 20;

/** Send what waits; sealed what this phone cannot read or was made for another employer. Says whether any was received. */
export async function sendAll(whose: Whose): Promise<boolean> {
  const pushed = await pushAll(whose);
  const { unread, outbox } = await readOutbox(whose.worker);
  const mustBeSealed = unread.length > 0 || toSend(outbox).some((entry) => isOfAnother(entry, employer()));
  return (mustBeSealed && (await sendRest(whose))) || pushed;
}

/** What cannot be pushed goes sealed; when the keys of the receipts have not come, they are brought first. */
async function sendRest(whose: Whose): Promise<boolean> {
  try {
    return await sendSealed(whose, 'rest');
  } catch (failure) {
    if (!(failure instanceof KeyUnknown) || lockState.peek() === 'locked') throw failure;
    await pull(whose);
    return sendSealed(whose, 'rest');
  }
}

/** Each recording once in a round. */
async function pushAll(whose: Whose): Promise<boolean> {
  const tried = new Set<string>();
  let received = false;
  for (;;) {
    const { sender, outbox } = await readSender(whose.worker);
    const batch = toSend(outbox)
      .filter((entry) => !tried.has(entry.id) && !isOfAnother(entry, employer()))
      .slice(0, LARGEST_BATCH);
    if (batch.length === 0 && !(tried.size === 0 && hasNews(sender))) return received;
    if (await pushBatch(whose, sender, batch)) received = true;
    if (batch.length === 0) return received;
    for (const { id } of batch) tried.add(id);
  }
}

async function pushBatch(whose: Whose, sender: Sender, batch: OutboxEntry[]): Promise<boolean> {
  const { worker, insist } = whose;
  insist();
  if (batch.length > 0) syncState.value = 'sending';
  onTheWay.value = new Set(batch.map(({ mutation }) => visitOf(mutation)));
  try {
    const answer = await askToTake(sender, batch);
    insist();
    const sent = await asSent(batch);
    const said = await understood(whose, sender, sent, answer.reply);
    await noteAnswer(sender, answer);
    // A locked phone that only tells of itself has nothing to keep, and could not read it.
    return batch.length > 0 && (await keepVerdicts(worker, sent, said));
  } catch (failure) {
    if (!(failure instanceof Problem) || batch.length === 0 || !isAboutContents(failure, '/mutations')) throw failure;
    insist();
    if (batch.length > 1) return sendInHalves(whose, sender, batch);
    await markRefused(worker, batch, failure.details);
    return false;
  }
}

/** What the reply says; when it is signed by a key that has not come here yet, the keys are brought first. */
async function understood(whose: Whose, sender: Sender, sent: SentRecord[], reply: unknown): Promise<Said> {
  const { device, receiptKeys = [] } = sender;
  const said = await readReply(reply, sent, device, receiptKeys);
  if (said !== 'unknown-key') return said;
  await pull(whose);
  const now = await readSender(whose.worker);
  const saidNow = await readReply(reply, sent, device, now.sender.receiptKeys ?? []);
  if (saidNow === 'unknown-key') throw new Offline("receipts signed by a key that is not the county's");
  return saidNow;
}

/** One recording that the server cannot even read must not hold up the others: it is found by halving. */
async function sendInHalves(whose: Whose, sender: Sender, batch: OutboxEntry[]): Promise<boolean> {
  const middle = Math.ceil(batch.length / 2);
  const first = await pushBatch(whose, sender, batch.slice(0, middle));
  const second = await pushBatch(whose, sender, batch.slice(middle));
  return first || second;
}

async function markRefused(worker: string, batch: OutboxEntry[], problem: ProblemDetails): Promise<void> {
  const verdicts = batch.map(({ id }): Verdict => ({ id, verdict: 'refused', problem, receipt: null, toReview: [] }));
  await keepVerdicts(worker, await asSent(batch), { verdicts, signature: null });
}
