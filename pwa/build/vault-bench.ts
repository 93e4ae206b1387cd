/** Encrypting and opening what a phone keeps of many visits, for `tests/bench`: run in the app's page, at a phone's speed. */
import { boxed, forgetOpened, opened } from '../src/offline/boxes';
import { sealRecord, warmUp } from '../src/offline/seal';

const VISIT = {
  voucherNumber: '7K3M9QXD2FXN',
  clientName: 'Helvi Laine',
  service: { fi: 'Kotihoito', sv: 'Hemvård', en: 'Home care' },
  startedAt: '2026-11-22T08:00:00Z',
  endedAt: '2026-11-22T08:30:00Z',
  minutes: 30,
  tasks: ['wash', 'food', 'medicine'].map((slug) => ({ slug, name: { fi: slug }, done: true, reason: null })),
  note: 'Söi hyvin, iho kunnossa. Lääkkeet annettu, seuraava käynti sovittu aamuksi.',
  state: 'received',
  problem: null,
  toReview: [],
};

/** Milliseconds for boxing so many visits, for opening them anew, and for sealing so many records. */
export async function measure(visits: number): Promise<{ boxMs: number; openMs: number; sealMs: number }> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const dataKey = { id: 'bench', key };
  const ids = Array.from({ length: visits }, () => crypto.randomUUID() as string);
  const start = performance.now();
  const rows = await Promise.all(ids.map((id) => boxed('visits', id, { ...VISIT, id }, dataKey)));
  const isBoxed = performance.now();
  forgetOpened();
  const read = await Promise.all(ids.map((id, place) => opened('visits', id, rows[place] ?? {}, dataKey)));
  const isOpen = performance.now();
  if (read.some((row) => row?.note !== VISIT.note)) throw new Error('what was opened is not what was boxed');
  return { boxMs: isBoxed - start, openMs: isOpen - isBoxed, sealMs: await measureSealing(ids) };
}

async function measureSealing(ids: string[]): Promise<number> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const sealingKey = { ...(await crypto.subtle.exportKey('jwk', pair.publicKey)), kid: 'bench' };
  const { startedAt, endedAt, voucherNumber, note } = VISIT;
  const asked = { startedAt, endedAt, voucherNumber, note, code: null, elapsedSeconds: 1800, tasks: [] };
  await warmUp();
  const start = performance.now();
  for (const [place, id] of ids.entries()) {
    const mutation = { id, number: place + 1, name: 'record_visit' as const, doneAt: endedAt, arguments: asked };
    const { sealed } = await sealRecord(mutation, 'anna', { device: 'phone', token: 'token', sealingKey });
    if (!sealed) throw new Error('a record was not sealed');
  }
  return performance.now() - start;
}
