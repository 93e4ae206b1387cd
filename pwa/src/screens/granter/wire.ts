/** What the granter's screens ask and are answered, until the server's contract prints it. */
import type { Text, VoucherSummary } from '../../api/schema';
import type { SentBy } from '../../rules/appeal';
import type { Explanation } from '../../rules/explanation';
import type { ArrangedAs, Period, QuantityUnit } from '../../rules/figures';
import type { IncomeKind } from '../../rules/income';

export type Language = 'fi' | 'sv' | 'en';
export type Resolution = 'granted' | 'partly' | 'rejected';
export type PaperLanguage = 'fi' | 'sv';

export interface DecisionSummary {
  id: string;
  number: string;
  clientId: string;
  clientName: string;
  service: Text;
  serviceId: string;
  about: 'service' | 'value';
  resolution: Resolution;
  arranging: ArrangedAs | null;
  need: string;
  grounds: string;
  legalBasis: string[];
  language: PaperLanguage;
  decidedOn: string;
  decidedBy: string;
  firstDay: string;
  lastDay: string | null;
  sentBy: SentBy;
  sentOn: string;
  receivedOn: string;
  appealUntil: string;
  clientFeeCents: number | null;
  valueCents: number | null;
  reckoning: Explanation | null;
  voucherId: string | null;
  voucherNumber: string | null;
  replaces: string | null;
  canUndoUntil: string | null;
  undoneAt: string | null;
}

export interface VoucherAct {
  act: 'value_raised' | 'paused' | 'resumed' | 'ended' | 'undone' | 'refused';
  fromDay: string;
  toDay: string | null;
  valueCents: number | null;
  reason: string | null;
  words: string;
  at: string;
  by: string;
}

export interface VoucherDetail extends VoucherSummary {
  serviceId: string;
  quantity: number;
  quantityUnit: QuantityUnit;
  period: Period;
  granted: number;
  used: number;
  reserved: number;
  left: number;
  endedOn: string | null;
  tasks: string[];
  valueCents: number | null;
  decisionId: string;
  decisionNumber: string;
  acts: VoucherAct[];
  pauses: { firstDay: string; lastDay: string | null }[];
}

export interface GrantMeans {
  household: number | null;
  incomeCents: number | null;
  kind: IncomeKind;
  evidenced: boolean;
  savingsCents: number | null;
}

export interface Grant {
  provider: string | null;
  quantity: number;
  quantityUnit: QuantityUnit;
  period: Period;
  tasks: string[];
  means: GrantMeans | null;
}

export interface MakeDecision {
  id: string;
  client: string;
  service: string;
  appliedOn: string | null;
  need: string;
  resolution: Resolution;
  grounds: string;
  legalBasis: string[];
  language: PaperLanguage;
  sentBy: SentBy;
  sentOn: string;
  firstDay: string;
  lastDay: string | null;
  arranging: ArrangedAs | null;
  grant: Grant | null;
  replaces: string | null;
}

/** One thing that waits for a granter: a refused or an ending grant, or a decision that can still be undone. */
export interface Matter {
  clientId: string;
  clientName: string;
  service: Text;
  decisionId: string;
  /** The day it was refused, or the last day of the grant. */
  day: string | null;
  /** Until when the decision can be undone. */
  until: string | null;
}

export interface Matters {
  refused: Matter[];
  ending: Matter[];
  endingInAll: number;
  undoable: Matter[];
}
