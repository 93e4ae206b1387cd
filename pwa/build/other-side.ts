/** The server's half of a conversation, as the tests of the phone's half speak it. */
import { createHash } from 'node:crypto';
import type {
  CorrectVisit,
  Mutation,
  Provisions,
  PushReply,
  RecordVisit,
  Verdict,
  VisitSummary,
} from '../src/api/schema';
import { isChange, visitOf } from '../src/offline/own-visit';
import { canonical, type Json } from '../src/rules/canonical';
import { realised, type Standing, type Version } from '../src/rules/standing';
import { session } from '../src/session';

export const NOW = '2026-11-22T09:00:00Z';
export const VISIT: RecordVisit = {
  voucherNumber: '7K3M9QXD2FXN',
  code: null,
  startedAt: '2026-11-22T08:00:00Z',
  endedAt: '2026-11-22T08:30:00Z',
  elapsedSeconds: 1800,
  tasks: [{ slug: 'wash', done: true, reason: null }],
  note: 'Kaikki hyvin.',
};
export const SHOWN = { clientName: null, service: null, tasks: [] };
export const PROVISIONS: Provisions = {
  serverTime: NOW,
  keys: [],
  organisers: [],
  services: [],
  provider: { id: 'p', code: 1, name: 'Kotiapu Kaneli Oy' },
  visits: [],
};

/** Sign a worker in on this phone. */
export function signIn(id: string): void {
  const person = { id, name: id, language: 'fi' };
  session.value = { person, role: 'worker', provider: null, organiser: null, clients: [], demo: true };
  localStorage.setItem('kotiseteli.session', JSON.stringify(session.value));
}

/** An answer in JSON, a problem's when it says no. */
export function json(content: unknown, status = 200): Response {
  const kind = status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(content), { status, headers: { 'Content-Type': kind } });
}

/** The reply to a push. */
export function reply(verdicts: Verdict[]): Response {
  return json({ serverTime: NOW, verdicts } satisfies PushReply);
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
      const { startedAt, endedAt, note } = holding.arguments as CorrectVisit;
      const minutes = (Date.parse(endedAt) - Date.parse(startedAt)) / 60_000;
      const told = { startedAt, endedAt, minutes, note, tasks: [], state, record, toReview: this.toReview(id) };
      const names = { clientName: 'Helvi', providerName: 'Kaneli', workerName: 'Anna' };
      const voucher = { voucherId: 'v', voucherNumber: VISIT.voucherNumber, attachments: [] };
      return { id, ...voucher, ...names, service: { fi: 'Kotihoito', sv: '', en: '' }, ...told, receivedAt: NOW };
    });
  }

  private toReview(visit: string): string[] {
    return this.standingOf(visit).versionsDiffer ? ['versions-differ'] : [];
  }
}
