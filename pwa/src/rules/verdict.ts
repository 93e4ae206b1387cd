/**
 * What becomes of a visit: which rules find something in it, and whether it is paid, waits or is not paid. Pure; the twin
 * of the server's `verdicts/rules.py`, on the same table and the same vectors.
 */
import { inForceOn } from './catalogue';
import { localDay } from './days';
import { type Deviation, dueOf, type Effects, effectOf, isKnownCode, wasNotMade } from './deviation';
import { PERMILLE } from './money';
import type { Totals } from './own-liability';
import type { Outcome } from './visit-state';

export type RuleOutcome = 'accept' | 'review' | 'unpaid' | 'by_share';

interface InThreeLanguages {
  fi: string;
  sv: string;
  en: string;
}

/** One rule from a day to a day. */
export interface RuleRow {
  id: string;
  version: number;
  firstDay: string;
  lastDay: string | null;
  inputs: readonly string[];
  outcome: RuleOutcome;
  /** The rulebook's figures, and what holds where it leaves one open; null: the rule looks at nothing. */
  parameters: readonly { name: string; otherwise: number | string | null; source: string }[];
  words: { title: InThreeLanguages; next: InThreeLanguages };
}

export interface RuleTable {
  version: number;
  firstDay: string;
  rows: readonly RuleRow[];
}

/** The heaviest first: in this order a visit names the rules that found something in it. */
export const RULES = [
  'changed-after-settlement',
  'disputed',
  'provider-not-approved',
  'outside-validity',
  'wrong-service',
  'price-not-in-force',
  'overlapping-visits',
  'two-workers-not-granted',
  'time-quality-low',
  'past-recording-deadline',
  'noticed-on-arrival',
  'over-tolerance',
  'declined',
  'not-at-home',
  'in-hospital',
  'late-cancellation',
  'extended',
  'below-minimum',
  'within-tolerance',
  'within-grant',
] as const;
export type Rule = (typeof RULES)[number];

/** What a rulebook says of judging the visits of a service, from a day to a day; null or absent is open. */
export interface JudgingTerms {
  firstDay: string;
  lastDay: string | null;
  recordingDeadlineHours?: number | null;
  backDatingDays?: number | null;
  tolerancePermille?: number | null;
  toleranceOf?: 'time' | 'money' | null;
  toleranceOver?: 'period' | 'voucher' | null;
  minimumMinutes?: number | null;
  /** The task by which a grant allows two workers at once; open: nobody looks how many came. */
  twoWorkersTask?: string | null;
  effects?: Effects;
}

/** What the visits of one voucher are judged against. */
export interface JudgedGrant {
  firstDay: string;
  lastDay: string;
  endedOn?: string | null;
  pauses?: readonly { firstDay: string; lastDay: string | null }[];
  tasks?: readonly string[];
  terms?: readonly JudgingTerms[];
}

/** What the rules look at in a visit. */
export interface JudgedVisit {
  startedAt: string;
  endedAt: string;
  minutes: number;
  /** When it was recorded, by its author's clock. */
  recordedAt: string;
  timeQuality?: 'measured' | 'by_clock' | 'unchecked' | 'differs';
  deviation?: Deviation | null;
  providerMayServe?: boolean;
  /** What was done and is no task of the service. */
  otherTasks?: readonly string[];
  /** The same worker's other visits at the same time, and other workers' by the same voucher. */
  overlaps?: readonly string[];
  beside?: readonly string[];
  disputed?: boolean;
  noticed?: readonly string[];
  settledOtherwise?: boolean;
}

/** What of the grant is taken before a visit, what it takes, and how much is granted: of which of the two. */
export interface Measured {
  before: number;
  takes: number;
  granted: number;
  of: 'time' | 'money';
}

/** What a visit costs, why it has no price, or null where prices are not told. */
export type Price = Totals | { refused: string } | null;

export interface Verdict {
  outcome: Outcome;
  rules: Rule[];
  /** What the rules saw, by name. */
  inputs: Record<string, unknown>;
  sums: Totals;
}

interface Finding {
  rule: Rule;
  inputs?: Record<string, unknown>;
  /** Absent: what the table says. */
  outcome?: Exclude<RuleOutcome, 'by_share'>;
}

const NO_MONEY: Totals = { priceCents: 0, organiserCents: 0, ownLiabilityCents: 0 };
const OPEN: JudgingTerms = { firstDay: '', lastDay: null };
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * What becomes of one visit; without a measure nothing is said of the grant, without a price nothing of it. What is not
 * paid needs nobody to look at it, except what was paid before.
 */
export function judge(
  visit: JudgedVisit,
  grant: JudgedGrant,
  table: RuleTable,
  measured: Measured | null,
  price: Price,
): Verdict {
  const day = localDay(Date.parse(visit.startedAt));
  const terms = inForceOn(day, grant.terms ?? []) ?? OPEN;
  const found = [
    ...findingsOfGrant(visit, day, grant),
    ...findingsAtOnce(visit, grant, terms),
    ...findingsOfRecord(visit, day, terms),
    ...findingsOfTime(visit, terms),
  ];
  if (price && 'refused' in price) found.push(unpricedFinding(visit, price.refused));
  if (measured && !isNotMade(visit)) found.push(measuredFinding(measured, terms, table, day));
  return verdictOf(found, day, table, price && !('refused' in price) ? price : NO_MONEY);
}

function verdictOf(found: readonly Finding[], day: string, table: RuleTable, sums: Totals): Verdict {
  const outcomes = new Set(found.map(({ rule, outcome }) => outcome ?? rowOf(rule, day, table)?.outcome ?? 'review'));
  const rules = RULES.filter((rule) => found.some((one) => one.rule === rule));
  const inputs = Object.assign({}, ...found.map((one) => one.inputs));
  if (outcomes.has('unpaid') && !rules.includes('changed-after-settlement')) {
    return { outcome: 'unpaid', rules, inputs, sums: NO_MONEY };
  }
  return { outcome: outcomes.has('review') ? 'to_review' : 'accepted', rules, inputs, sums };
}

/** The row of a rule that holds on a day: its words, and what it does. */
export function rowOf(rule: string, day: string, table: RuleTable): RuleRow | null {
  return inForceOn(
    day,
    table.rows.filter((row) => row.id === rule),
  );
}

function isNotMade({ deviation }: JudgedVisit): boolean {
  return !!deviation && wasNotMade(deviation.code);
}

/** The voucher is not for this day, this provider or this work. */
function* findingsOfGrant(visit: JudgedVisit, day: string, grant: JudgedGrant): Generator<Finding> {
  const { providerMayServe = true, otherTasks = [] } = visit;
  if (!providerMayServe) yield { rule: 'provider-not-approved' };
  const bound = outsideOf(day, grant);
  if (bound) yield { rule: 'outside-validity', inputs: { bound } };
  if (otherTasks.length > 0) yield { rule: 'wrong-service', inputs: { otherTasks } };
}

function outsideOf(day: string, grant: JudgedGrant): 'period' | 'ended' | 'paused' | null {
  if (day < grant.firstDay || grant.lastDay < day) return 'period';
  if (grant.endedOn && grant.endedOn <= day) return 'ended';
  return inForceOn(day, grant.pauses ?? []) ? 'paused' : null;
}

/** A worker was at two places at once, or more workers came than were granted. */
function* findingsAtOnce(visit: JudgedVisit, grant: JudgedGrant, terms: JudgingTerms): Generator<Finding> {
  const { overlaps = [], beside = [] } = visit;
  if (overlaps.length > 0) yield { rule: 'overlapping-visits', inputs: { overlaps } };
  if (!terms.twoWorkersTask) return;
  const granted = grant.tasks?.includes(terms.twoWorkersTask) ? 2 : 1;
  if (1 + beside.length > granted) yield { rule: 'two-workers-not-granted', inputs: { beside } };
}

function* findingsOfRecord(visit: JudgedVisit, day: string, terms: JudgingTerms): Generator<Finding> {
  const { timeQuality, noticed = [] } = visit;
  if (visit.settledOtherwise) yield { rule: 'changed-after-settlement' };
  if (visit.disputed) yield { rule: 'disputed' };
  if (timeQuality === 'differs') yield { rule: 'time-quality-low', inputs: { timeQuality } };
  const late = lateness(visit, day, terms);
  if (late) yield { rule: 'past-recording-deadline', inputs: late };
  if (noticed.length > 0) yield { rule: 'noticed-on-arrival', inputs: { noticed } };
}

function lateness(visit: JudgedVisit, day: string, terms: JudgingTerms): Record<string, number> | null {
  const { recordingDeadlineHours: hours = null, backDatingDays: days = null } = terms;
  const recordedAt = Date.parse(visit.recordedAt);
  const afterMs = recordedAt - Date.parse(visit.endedAt);
  if (hours !== null && afterMs > hours * HOUR_MS) {
    return { recordedAfterHours: Math.floor(afterMs / HOUR_MS), recordingDeadlineHours: hours };
  }
  const daysAfter = (Date.parse(localDay(recordedAt)) - Date.parse(day)) / DAY_MS;
  return days !== null && daysAfter > days ? { recordedAfterDays: daysAfter, backDatingDays: days } : null;
}

function* findingsOfTime(visit: JudgedVisit, terms: JudgingTerms): Generator<Finding> {
  const { deviation, minutes } = visit;
  const { minimumMinutes = null } = terms;
  if (deviation && isKnownCode(deviation.code)) yield deviationFinding(visit, deviation, terms.effects ?? {});
  if (!isNotMade(visit) && minimumMinutes !== null && minutes < minimumMinutes) {
    yield { rule: 'below-minimum', inputs: { minutes, minimumMinutes } };
  }
}

/** What a visit that did not go as booked comes to: its share, or that a person must say it. */
function deviationFinding({ startedAt, endedAt }: JudgedVisit, deviation: Deviation, effects: Effects): Finding {
  const rule = deviation.code as Rule;
  const due = dueOf(startedAt, endedAt, deviation, effects);
  if (typeof due === 'string') return { rule, inputs: { open: due }, outcome: 'review' };
  const sharePermille = effectOf(deviation.code, effects);
  return { rule, inputs: { sharePermille }, outcome: due.permille > 0 ? 'accept' : 'unpaid' };
}

/** Why a visit has no price: none is in force, or nobody has said what is due of one like it. */
function unpricedFinding({ deviation }: JudgedVisit, refused: string): Finding {
  if (deviation && isKnownCode(deviation.code) && ['deviation-effect-open', 'booked-time-unknown'].includes(refused)) {
    return { rule: deviation.code, inputs: { open: refused }, outcome: 'review' };
  }
  return { rule: 'price-not-in-force', inputs: { unpriced: refused } };
}

/** How a visit stands to what is granted. */
function measuredFinding(measured: Measured, terms: JudgingTerms, table: RuleTable, day: string): Finding {
  const { before, takes, granted, of } = measured;
  const taken = before + takes;
  const tolerance = terms.tolerancePermille ?? otherwise('within-tolerance', 'tolerancePermille', day, table);
  const takenPermille = granted ? Math.floor((taken * PERMILLE) / granted) : 0;
  const inputs = { taken, granted, takenPermille, of };
  // What takes nothing passes nothing.
  if (taken <= granted || takes === 0) return { rule: 'within-grant', inputs };
  const within = taken * PERMILLE <= granted * (PERMILLE + (typeof tolerance === 'number' ? tolerance : 0));
  return { rule: within ? 'within-tolerance' : 'over-tolerance', inputs };
}

function otherwise(rule: Rule, name: string, day: string, table: RuleTable): number | string | null {
  return rowOf(rule, day, table)?.parameters.find((one) => one.name === name)?.otherwise ?? null;
}
