/** Takes sealed records to the server, one's own or a colleague's: whoever carries them, each is stored once. */
import { ask, Offline, Problem } from '../api/client';
import type { DeliveryReply, Envelope, ProblemDetails } from '../api/schema';

const LARGEST_BATCH = 20;

/** What became of each record: received, or why it was not. One that is in neither was not answered. */
export interface Delivered {
  received: string[];
  refused: Map<string, ProblemDetails>;
}

/** Send them, and tell after each batch what became of it; a server that is not there ends it. */
export async function deliver(
  carrier: string,
  envelopes: Envelope[],
  tell: (delivered: Delivered) => Promise<void> | void,
): Promise<void> {
  for (let start = 0; start < envelopes.length; start += LARGEST_BATCH) {
    await deliverBatch(carrier, envelopes.slice(start, start + LARGEST_BATCH), tell);
  }
}

async function deliverBatch(device: string, batch: Envelope[], tell: Parameters<typeof deliver>[2]): Promise<void> {
  const envelopes = batch.map(({ id, sealed }) => ({ id, sealed }));
  const asked = new Set(envelopes.map(({ id }) => id));
  try {
    const reply = await ask<DeliveryReply>('POST', '/api/sync/sealed', { device, envelopes });
    if (!Array.isArray(reply?.receipts) || !Array.isArray(reply.refusals)) throw new Offline('not a reply');
    // What is held waits for another record, and is brought again as it is.
    const turnedDown = reply.refusals.filter(({ verdict }) => verdict === 'refused');
    const refused = new Map(turnedDown.map(({ id, problem }) => [id, problem]));
    await tell({ received: reply.receipts.map(({ id }) => id).filter((id) => asked.has(id)), refused });
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status >= 500 || failure.status === 429) throw failure;
    // One that the server cannot even read must not hold up the others: it is found by halving.
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await deliverBatch(device, batch.slice(0, middle), tell);
      await deliverBatch(device, batch.slice(middle), tell);
    } else {
      await tell({ received: [], refused: new Map(batch.map(({ id }) => [id, failure.details])) });
    }
  }
}
