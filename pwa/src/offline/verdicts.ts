/**
 * What the server said of what was sent, kept on the phone. A copy leaves only against a receipt that repeats its id and
 * its hash; a refused one stays, marked, and holds up nothing.
 */
import type { Verdict } from '../api/schema';
import { announce } from './changes';
import type { Writing } from './in-hand';
import { type Change, changedBy, isChange, visitOf, whole } from './own-visit';
import { contentOf, type Said, type SentRecord } from './receipts';
import { type KeptVisit, type OutboxEntry, strictly } from './store';

/** Keep what the server said of each; says whether anything was received. */
export async function keepVerdicts(
  worker: string,
  sent: SentRecord[],
  { verdicts, signature }: Said,
): Promise<boolean> {
  const said = new Map(verdicts.map((verdict) => [verdict.id, verdict]));
  let received = false;
  const keep = async (transaction: Writing): Promise<void> => {
    // In the order they were made: what a visit becomes is told after what it was.
    for (const { id, content, sha256 } of sent) {
      const verdict = said.get(id);
      const entry = await transaction.objectStore('outbox').get(id);
      // What was turned to another record meanwhile is asked about again as it is now.
      if (!verdict || !entry || contentOf(entry.mutation) !== content) continue;
      if (isProven(verdict, sha256)) {
        received = true;
        await keepReceipt(transaction, entry, verdict, signature?.id);
      } else if (verdict.problem) {
        await keepProblem(transaction, entry, verdict.verdict === 'held' ? 'held' : 'refused', verdict.problem);
      }
    }
    if (received && signature) await transaction.objectStore('signatures').put(signature);
  };
  await strictly(['outbox', 'visits', 'receipts', 'signatures'], keep, worker);
  await announce();
  return received;
}

type Proven = Verdict & { receipt: NonNullable<Verdict['receipt']> };

function isProven(verdict: Verdict, sha256: string): verdict is Proven {
  const isTaken = verdict.verdict === 'accepted' || verdict.verdict === 'repeated';
  return isTaken && verdict.receipt !== null && verdict.receipt.sha256 === sha256;
}

async function keepReceipt(
  transaction: Writing,
  entry: OutboxEntry,
  { receipt, toReview }: Proven,
  signature: string | undefined,
): Promise<void> {
  const visits = transaction.objectStore('visits');
  const visit = await visits.get(visitOf(entry.mutation));
  await transaction.objectStore('outbox').delete(entry.id);
  await transaction
    .objectStore('receipts')
    .put({ id: entry.id, number: entry.number, ...receipt, ...(signature && { signature }) });
  if (!visit) return;
  const confirmed = { toReview, receivedAt: receipt.receivedAt };
  if (isChange(entry.mutation.arguments)) await visits.put({ ...changedBy(whole(visit), entry), ...confirmed });
  else await visits.put({ ...visit, ...confirmed, state: 'received', problem: null });
}

async function keepProblem(
  transaction: Writing,
  entry: OutboxEntry,
  state: 'held' | 'refused',
  problem: NonNullable<Verdict['problem']>,
): Promise<void> {
  const asked = entry.mutation.arguments;
  if (isChange(asked)) {
    await transaction.objectStore('outbox').put({ ...entry, state, problem });
    if (state === 'refused') await passOver(transaction, entry.id, asked);
    else await passOverRefused(transaction, asked.seen);
    return;
  }
  await transaction.objectStore('outbox').put({ ...entry, state });
  const visit: KeptVisit | undefined = await transaction.objectStore('visits').get(entry.id);
  const shown = state === 'held' ? 'on-this-phone' : 'refused';
  if (visit) await transaction.objectStore('visits').put({ ...visit, state: shown, problem });
}

/** What is held may wait for a change that was refused while this phone was locked, and could pass over nothing. */
async function passOverRefused(transaction: Writing, seen: string): Promise<void> {
  const before = await transaction.objectStore('outbox').get(seen);
  const asked = before?.mutation.arguments;
  if (before?.state === 'refused' && asked && isChange(asked)) await passOver(transaction, seen, asked);
}

/** Changes made over a refused one go on from what it had seen: each says the whole visit, and none waits for it. */
async function passOver(transaction: Writing, refusedId: string, refused: Change): Promise<void> {
  const outbox = transaction.objectStore('outbox');
  for (const entry of await outbox.index('visit').getAll(refused.visit)) {
    const asked = entry.mutation.arguments as Change;
    if (asked.seen !== refusedId) continue;
    await outbox.put({ ...entry, mutation: { ...entry.mutation, arguments: { ...asked, seen: refused.seen } } });
  }
}
