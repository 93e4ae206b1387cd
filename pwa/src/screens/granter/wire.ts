/** What the granter's screens are answered about one grant, until the server's contract prints it. */
import type { DecisionSummary, VoucherSummary } from '../../api/schema';
import type { Period, QuantityUnit } from '../../rules/figures';

export type PaperLanguage = DecisionSummary['language'];
export type Resolution = DecisionSummary['resolution'];

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
