/**
 * Takes sealed records to the server, whosever they are and whoever brings them: nobody need be signed in, and nothing
 * is read back but what became of each.
 */
import { ask, Offline, Problem } from '../api/client';
import type { DeliveryReply, Envelope, VerificationKey } from '../api/schema';
import { checkSignature } from './receipts';
import type { KeptSignature } from './store';

const LARGEST_BATCH = 20;

/** The receipts are signed by a key that has not come here: keys come with a pull, and the copies stay until then. */
export class KeyUnknown extends Offline {}

/** What the server said of sealed records: those it has, those it will not or cannot take yet, and its signature. */
export type Delivered = Pick<DeliveryReply, 'receipts' | 'refusals'> & { signature: KeptSignature | null };

/**
 * Deliver sealed records, one's own or a colleague's, telling after each batch what became of it. Who lets go of nothing
 * on its word, as an office's page, gives no keys to prove it by.
 */
export async function deliver(
  carrier: string,
  envelopes: Envelope[],
  keys: VerificationKey[] | null,
  tell: (delivered: Delivered) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < envelopes.length; start += LARGEST_BATCH) {
    await deliverBatch(carrier, envelopes.slice(start, start + LARGEST_BATCH), keys, tell);
  }
}

async function deliverBatch(
  carrier: string,
  batch: Envelope[],
  keys: VerificationKey[] | null,
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
    if (!(failure instanceof Problem) || !isAboutContents(failure, '/envelopes')) throw failure;
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

/** Whether it is for what these records hold that nothing was taken; any other answer says nothing of them. */
export function isAboutContents(problem: Problem, list: '/envelopes' | '/mutations'): boolean {
  if (problem.status === 413 || problem.slug === 'not-json') return true;
  const errors = problem.details.errors ?? [];
  return problem.slug === 'invalid-request' && errors.some(({ pointer }) => pointer?.startsWith(list));
}

/** The reply, when it is one and its signature holds as far as this phone can tell. */
async function proven(
  reply: DeliveryReply | null,
  carrier: string,
  keys: VerificationKey[] | null,
): Promise<Delivered> {
  if (!Array.isArray(reply?.receipts) || !Array.isArray(reply.refusals)) throw new Offline('not a reply');
  const { receipts, refusals } = reply;
  const signature = keys && (await checkSignature(carrier, receipts, reply.signature, keys));
  if (signature === 'unknown-key') throw new KeyUnknown('receipts signed by a key that has not come here');
  return { receipts, refusals, signature };
}
