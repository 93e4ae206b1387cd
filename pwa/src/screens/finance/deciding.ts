/** What finance decides of visits: which reasons belong to which decision, and how it goes to the server. */
import { ask } from '../../api/client';
import type { DecideVisit, DecisionVerdicts, ReviewLine } from '../../api/schema';

export type Outcome = DecideVisit['outcome'];
export type Reason = DecideVisit['reason'];

/** As the server takes them (backend/review/rules.py). */
export const REASONS: Record<Outcome, Reason[]> = {
  accepted: ['agreed-with-case-manager', 'need-had-grown', 'error-in-plan', 'provider-explained', 'other'],
  partly: ['only-what-is-granted', 'only-time-shown', 'only-one-worker', 'other'],
  rejected: ['not-shown-as-made', 'beyond-grant', 'not-covered', 'recorded-twice', 'recorded-late', 'other'],
  asked: ['why-longer', 'why-late', 'why-two-workers', 'which-times-are-right', 'what-happened', 'other'],
  undone: ['by-mistake', 'new-information', 'other'],
};
/** As many as the server takes at once. */
export const MOST_DECISIONS = 100;

export interface Said {
  outcome: Outcome;
  reason: Reason;
  words: string;
  priceCents: number | null;
}

/** What became of some decisions: which lines were decided, and which were not and why. */
export interface Decided {
  outcome: Outcome;
  done: ReviewLine[];
  refused: [line: ReviewLine, problem: string][];
}

/** What is sent for some lines; made once, so that what is sent again after a lost answer decides nothing twice. */
export function decisionsOf(lines: ReviewLine[], said: Said): DecideVisit[] {
  return lines.map((line) => ({
    ...said,
    id: crypto.randomUUID(),
    visit: line.visitId,
    record: line.record,
    turns: line.turns,
  }));
}

/** Send decisions, as many at a time as the server takes. */
export async function decide(lines: ReviewLine[], decisions: DecideVisit[]): Promise<Decided> {
  const of = new Map(decisions.map((one, place) => [one.id, lines[place]] as const));
  const decided: Decided = { outcome: decisions[0]?.outcome ?? 'asked', done: [], refused: [] };
  for (let from = 0; from < decisions.length; from += MOST_DECISIONS) {
    const some = decisions.slice(from, from + MOST_DECISIONS);
    const { verdicts } = await ask<DecisionVerdicts>('POST', '/api/review/decisions', { decisions: some });
    for (const { id, problem } of verdicts) {
      const line = of.get(id);
      if (line && problem === null) decided.done.push(line);
      else if (line && problem !== null) decided.refused.push([line, problem]);
    }
  }
  return decided;
}
