/** The server's half of a conversation, as the tests of the phone's half speak it. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type {
  ChangesSince,
  CorrectVisit,
  Mutation,
  Push,
  PushReply,
  ReceiptRow,
  RecordVisit,
  SignedReply,
  Verdict,
  VerificationKey,
  VisitSummary,
} from '../src/api/schema';
import { isChange, visitOf } from '../src/offline/own-visit';
import { canonical, type Json } from '../src/rules/canonical';
import { realised, type Standing, type Version } from '../src/rules/standing';
import { session } from '../src/session';

export const NOW = '2026-11-22T09:00:00Z';
export const VISIT: Omit<RecordVisit, 'deviation'> = {
  voucherNumber: '7K3M9QXD2FXN',
  code: null,
  startedAt: '2026-11-22T08:00:00Z',
  endedAt: '2026-11-22T08:30:00Z',
  elapsedSeconds: 1800,
  tasks: [{ slug: 'wash', done: true, reason: null }],
  note: 'Kaikki hyvin.',
};
/** A public key of the server's that nobody has the other half of. */
export const SEALED_TO = {
  kty: 'EC',
  crv: 'P-256',
  x: 'Kp37kOhRwauBQQJsZvPIh7rSnRKGvkLcVgeUhBWCxK0',
  y: 'evW_F0xmP3ipJuVyTrIlvHk9CvVw37lozgNHncM6CSA',
  kid: '5ea1ed00',
};
export const SHOWN = { clientName: null, service: null, tasks: [] };

/** A key of the installation's, with its public half as phones are told it. */
export class SigningKey {
  readonly #pair = generateKeyPairSync('ed25519');
  readonly told: VerificationKey;

  constructor() {
    const raw = this.#pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    const id = createHash('sha256').update(raw).digest('hex').slice(0, 8);
    this.told = { id, publicKey: raw.toString('base64url') };
  }

  sign(text: string): SignedReply['signature'] {
    return { key: this.told.id, value: sign(null, Buffer.from(text), this.#pair.privateKey).toString('base64url') };
  }
}

export const RECEIPT_KEY = new SigningKey();

/** What a pull brings first. */
export const PROVISIONS = {
  serverTime: NOW,
  cursor: 'one',
  catalogue: {
    keys: [],
    receiptKeys: [RECEIPT_KEY.told],
    sealingKey: SEALED_TO,
    organisers: [],
    services: [],
    rules: [],
    provider: { id: 'p', code: 1, name: 'Kotiapu Kaneli Oy' },
  },
  visits: [],
  inSight: null,
  leftOut: 0,
  round: null,
} satisfies ChangesSince;

/** Sign a worker in on this phone. */
export function signIn(id: string): void {
  const person = { id, name: id, language: 'fi' };
  const own = { csrfToken: `of ${id}`, hasOtherMemberships: false };
  session.value = { person, role: 'worker', provider: null, organiser: null, clients: [], ...own, demo: true };
  localStorage.setItem('kotiseteli.session', JSON.stringify(session.value));
}

/** An answer in JSON, a problem's when it says no. */
export function json(content: unknown, status = 200): Response {
  const kind = status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(content), { status, headers: { 'Content-Type': kind } });
}

/** What was asked, unpacked where it came packed. */
export function bodyOf<Asked>({ body }: { body: string | ArrayBuffer }): Asked {
  return JSON.parse(typeof body === 'string' ? body : gunzipSync(body).toString());
}

/** What can go wrong in a signed reply. */
interface Wrong {
  /** The device that it is signed for, and the key that signs. */
  device?: string;
  key?: SigningKey;
}

/** The reply to a push, by the protocol that it speaks. */
export function reply(push: Push, verdicts: Verdict[], wrong: Wrong = {}): Response {
  if (push.protocol !== 2) return json({ serverTime: NOW, verdicts } satisfies PushReply);
  return json(signedReply(push, verdicts, wrong));
}

/** The reply by the second protocol. */
export function signedReply(push: Push, verdicts: Verdict[], { device = push.device, key = RECEIPT_KEY }: Wrong = {}) {
  const lines = ['kotiseteli-receipts-1', device];
  const receipts: ReceiptRow[] = [];
  const hashes: Buffer[] = [];
  for (const { id, receipt } of verdicts) {
    if (!receipt) continue;
    const { sha256, sequence, receivedAt } = receipt;
    const number = push.mutations.find((one) => one.id === id)?.number ?? 999;
    hashes.push(Buffer.from(sha256, 'hex'));
    receipts.push([number, sequence, receivedAt === NOW ? null : receivedAt]);
    lines.push(`${id} ${sha256} ${sequence} ${receivedAt}`);
  }
  const refusals = verdicts.flatMap(({ id, verdict, problem }) =>
    problem && (verdict === 'refused' || verdict === 'held') ? [{ id, verdict, problem }] : [],
  );
  const toReview = verdicts.flatMap(({ id, toReview: reasons }) => (reasons.length > 0 ? [{ id, reasons }] : []));
  const signature = receipts.length > 0 ? key.sign(lines.map((line) => `${line}\n`).join('')) : null;
  const told = { receipts, hashes: Buffer.concat(hashes).toString('base64url'), refusals, toReview, signature };
  return { serverTime: NOW, ...told } satisfies SignedReply;
}

/** The verdict on what has been stored under this change number, now or before. */
export function received(mutation: Mutation, sequence: number, verdict: 'accepted' | 'repeated'): Verdict {
  const sha256 = createHash('sha256')
    .update(canonical(mutation as unknown as Json))
    .digest('hex');
  const receipt = { sha256, sequence, receivedAt: NOW };
  return { id: mutation.id, verdict, problem: null, receipt, toReview: [] };
}

/** The verdict on what cannot be kept as what it says. */
export function refused({ id }: Mutation, slug: string): Verdict {
  const problem = { type: `/problems/${slug}`, title: slug, status: 409, detail: '', instance: '' };
  return { id, verdict: 'refused', problem, receipt: null, toReview: [] };
}

/** A server by the rules of `docs/sync.md`: a change waits for its visit, and for the record that it had seen. */
export class Server {
  /** Of each visit, in the order they came. */
  readonly records = new Map<string, Mutation[]>();
  /** By what slug a record is refused, and which ones have to wait. */
  readonly refusing = new Map<string, string>();
  readonly holding = new Set<string>();

  verdictOn(mutation: Mutation): Verdict {
    const slug = this.refusing.get(mutation.id);
    if (slug) return refused(mutation, slug);
    const visit = visitOf(mutation);
    const kept = this.records.get(visit) ?? [];
    const isKnown = kept.some(({ id }) => id === mutation.id);
    const asked = mutation.arguments;
    const isEarly = isChange(asked) && !kept.some(({ id }) => id === asked.seen);
    if (!isKnown && (isEarly || this.holding.has(mutation.id))) {
      return { ...refused(mutation, 'visit-not-received'), verdict: 'held' };
    }
    if (!isKnown) this.records.set(visit, [...kept, mutation]);
    return { ...received(mutation, 1, isKnown ? 'repeated' : 'accepted'), toReview: this.toReview(visit) };
  }

  standingOf(visit: string): Standing {
    const versions = (this.records.get(visit) ?? []).map(({ id, name, arguments: asked }): Version => {
      if (!isChange(asked)) return { id, act: 'recorded', seen: null };
      return { id, act: name === 'withdraw_visit' ? 'withdrawn' : 'corrected', seen: asked.seen };
    });
    return realised(versions as [Version, ...Version[]]);
  }

  summaries(): VisitSummary[] {
    return [...this.records].map(([id, kept]) => {
      const { record, state } = this.standingOf(id);
      const holding = kept.find((one) => one.id === record && 'startedAt' in one.arguments) ?? (kept[0] as Mutation);
      const { startedAt, endedAt, note, deviation } = holding.arguments as CorrectVisit;
      const minutes = (Date.parse(endedAt) - Date.parse(startedAt)) / 60_000;
      const told = { startedAt, endedAt, minutes, note, tasks: [], state, record, toReview: this.toReview(id) };
      const names = { clientName: 'Helvi', providerName: 'Kaneli', workerName: 'Anna' };
      const voucher = { voucherId: 'v', voucherNumber: VISIT.voucherNumber, attachments: [] };
      const went = { deviation: deviation?.code ?? null, bookedMinutes: deviation?.bookedMinutes ?? null };
      return {
        id,
        ...voucher,
        ...names,
        ...went,
        presence: 'not-asked',
        service: { fi: 'Kotihoito', sv: '', en: '' },
        ...told,
        receivedAt: NOW,
      };
    });
  }

  private toReview(visit: string): string[] {
    return this.standingOf(visit).versionsDiffer ? ['versions-differ'] : [];
  }
}
