/**
 * How a push is said: by the second protocol and packed; to a server of an earlier release, which reads neither, as it
 * was said before. With it goes what the phone tells of itself.
 */
import { ask, Problem } from '../api/client';
import type { PhoneReport, Push, PushReply } from '../api/schema';
import { inBase64Url, sha256 } from '../signed';
import { lossToTell } from './changes';
import { learnServerTime, now, onTheWire } from './clock';
import type { Writing } from './in-hand';
import { thisDevice } from './outbox';
import { storageIsKept } from './signals';
import { remember } from './small-memory';
import { type Device, ONLY, type OutboxEntry, readOutbox, strictly } from './store';

const TOLD = 'kotiseteli.told.';

/** Whose recordings are sent, and the device that numbered them. */
export type Sender = Device & { worker: string };

/** What is in this worker's outbox, and the device it goes from; a new one is named first. */
export async function readSender(worker: string): Promise<{ sender: Sender; outbox: OutboxEntry[] }> {
  const { outbox, unread: _, ...device } = await readOutbox(worker);
  const named = device.token ? device : await strictly(['device'], thisDevice, worker);
  return { sender: { ...named, worker }, outbox };
}

/** How a server of an earlier release says that it reads neither what is packed nor the second protocol. */
const MAY_BE_OF_FORM = new Set(['not-json', 'invalid-request', 'unsupported-media-type']);

/** Whether the server of this page has answered only the first protocol. */
let isOldServer = false;

/** Whether the server should hear from this phone though nothing waits: it does not know it yet, or not as it is now. */
export function hasNews({ worker, isKnown }: Sender): boolean {
  return !isOldServer && (!isKnown || localStorage.getItem(TOLD + worker) !== JSON.stringify(reportOfPhone()));
}

/** What the server answered, and when by this phone's clock; `report` is what it was told of the phone. */
export interface Answer {
  reply: unknown;
  askedMs: number;
  answeredMs: number;
  report: PhoneReport | null;
}

/** Ask the server to take these; what it answers is for the caller to read. */
export async function askToTake(sender: Sender, batch: OutboxEntry[]): Promise<Answer> {
  const { device, highestNumber, token, isKnown } = sender;
  const mutations = batch.map(({ mutation }) => mutation);
  const plain: Push = { device, sentAt: sendingTime(batch), highestNumber, mutations };
  if (isOldServer) return tell(plain);
  const writeTokenHash = token && !isKnown ? inBase64Url(await sha256(token)) : null;
  try {
    return await tell({ ...plain, protocol: 2, phone: reportOfPhone(), writeTokenHash });
  } catch (failure) {
    if (!(failure instanceof Problem && MAY_BE_OF_FORM.has(failure.slug))) throw failure;
    // It may be that only the form was not understood. When this is refused too, it is for the same reason.
    const answer = await tell(plain);
    isOldServer = true;
    return answer;
  }
}

async function tell(push: Push): Promise<Answer> {
  const askedMs = Date.now();
  const reply = await ask<unknown>('POST', '/api/sync/push', push, { isPacked: push.protocol === 2 });
  return { reply, askedMs, answeredMs: Date.now(), report: push.phone ?? null };
}

/** By the clock that made them: the server judges what is in the future by it, even if the clock has been put right since. */
function sendingTime(batch: OutboxEntry[]): string {
  return onTheWire(Math.max(now(), ...batch.map(({ mutation }) => Date.parse(mutation.doneAt))));
}

/** The build by the fingerprint in its file's name. */
export function thisBuild(): string {
  return /-([\w-]{8})\.js/.exec(import.meta.url)?.[1] ?? 'unbuilt';
}

function reportOfPhone(): PhoneReport {
  return { app: thisBuild(), storageKept: storageIsKept.peek(), lostVisits: lossToTell() };
}

/** Learn from what has proven to be the server's answer: its clock, and that it has heard of this phone. */
export async function noteAnswer(
  { worker, isKnown }: Sender,
  { reply, askedMs, answeredMs, report }: Answer,
): Promise<void> {
  learnServerTime((reply as PushReply).serverTime, askedMs, answeredMs);
  if (report === null) return;
  remember(TOLD + worker, JSON.stringify(report));
  if (isKnown) return;
  const note = async (transaction: Writing): Promise<void> => {
    const device = await thisDevice(transaction);
    await transaction.objectStore('device').put({ ...device, isKnown: true }, ONLY);
  };
  await strictly(['device'], note, worker);
}
