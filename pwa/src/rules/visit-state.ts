/** The states of a visit on its way to payment, and who may do what in which (backend/verdicts/states.py). Pure. */

export type Outcome = 'accepted' | 'to_review' | 'unpaid' | 'withdrawn';
export type Decided = 'accepted' | 'partly' | 'rejected' | 'asked';
export type VisitState =
  | 'recorded'
  | 'to_be_checked'
  | 'accepted'
  | 'unpaid'
  | 'withdrawn'
  | 'settled'
  | 'paid'
  | 'credited';
export type VisitAct = 'correct' | 'withdraw' | 'answer' | 'decide' | 'credit';

/** What has become of a visit so far. */
export interface Way {
  /** Null or absent: it has not been judged since its latest record. */
  verdict?: Outcome | null;
  /** What a person decided of its latest record, if one has. */
  decided?: Decided | null;
  settled?: boolean;
  paid?: boolean;
  credited?: boolean;
}

const CHANGE: readonly VisitAct[] = ['correct', 'withdraw'];

/** From settled on only the organiser acts, by a credit. */
const MAY: Record<VisitState, Partial<Record<string, readonly VisitAct[]>>> = {
  recorded: { worker: CHANGE, provider: CHANGE },
  to_be_checked: { worker: CHANGE, provider: ['answer', ...CHANGE], finance: ['decide'] },
  accepted: { worker: CHANGE, provider: CHANGE, finance: ['decide'] },
  unpaid: { worker: CHANGE, provider: CHANGE, finance: ['decide'] },
  withdrawn: {},
  settled: { finance: ['credit'] },
  paid: { finance: ['credit'] },
  credited: {},
};

/** The state of a visit; what money has done stands before what was said. */
export function stateOf(way: Way): VisitState {
  if (way.settled) {
    if (way.credited) return 'credited';
    return way.paid ? 'paid' : 'settled';
  }
  if (!way.verdict) return 'recorded';
  if (way.verdict === 'withdrawn') return 'withdrawn';
  if (way.decided === 'accepted' || way.decided === 'partly') return 'accepted';
  if (way.decided === 'rejected') return 'unpaid';
  if (way.decided === 'asked' || way.verdict === 'to_review') return 'to_be_checked';
  return way.verdict === 'accepted' ? 'accepted' : 'unpaid';
}

/** What a role may do with a visit in a state. */
export function actsOf(role: string, state: VisitState): readonly VisitAct[] {
  return MAY[state][role] ?? [];
}
