/** A decision as it is being written: every answer as it was typed, and what of a service's units it is counted in. */
import type { DecisionSummary, VoucherDetail } from '../../api/schema';
import type { SentBy } from '../../rules/appeal';
import { dayAfter } from '../../rules/days';
import type { ArrangedAs, Period, QuantityUnit } from '../../rules/figures';
import type { IncomeKind } from '../../rules/income';
import { MINUTES_IN_HOUR } from '../../rules/money';
import { type Typed, typedCount, typedHours, typedIncome } from './typed';
import type { PaperLanguage, Resolution } from './wire';

export interface Draft {
  /** The decision's own id: sent twice, it is made once. */
  id: string;
  service: string;
  appliedOn: string;
  need: string;
  resolution: Resolution;
  arranging: ArrangedAs | '';
  /** Empty: the client may go to any approved provider. */
  provider: string;
  counted: QuantityUnit;
  quantity: string;
  period: Period;
  tasks: string[];
  household: string;
  income: string;
  incomeKind: IncomeKind;
  evidenced: boolean;
  savings: string;
  firstDay: string;
  lastDay: string;
  grounds: string;
  /** One section on each line; null while it is what is suggested. */
  legalBasis: string | null;
  language: PaperLanguage;
  sentBy: SentBy;
  sentOn: string;
  replaces: string | null;
}

export function newDraft(id: string, day: string, language: string): Draft {
  return {
    id,
    service: '',
    appliedOn: day,
    need: '',
    resolution: 'granted',
    arranging: '',
    provider: '',
    counted: 'minute',
    quantity: '',
    period: 'month',
    tasks: [],
    household: '1',
    income: '',
    incomeKind: 'gross',
    evidenced: false,
    savings: '',
    firstDay: day,
    lastDay: '',
    grounds: '',
    legalBasis: null,
    language: language === 'sv' ? 'sv' : 'fi',
    sentBy: 'letter',
    sentOn: day,
    replaces: null,
  };
}

/** A change begins as what stands: the same service, amount and contents, to be altered. */
export function changeOf(draft: Draft, before: DecisionSummary, grant: VoucherDetail | null): Draft {
  const changed: Draft = {
    ...draft,
    service: before.serviceId,
    need: before.need,
    arranging: before.arranging ?? '',
    lastDay: before.lastDay ?? '',
    language: before.language,
    replaces: before.id,
  };
  if (!grant?.balance) return changed;
  const { granted, unit, period } = grant.balance;
  return {
    ...changed,
    provider: grant.provider?.id ?? '',
    counted: unit,
    quantity: written(granted, unit),
    period,
    tasks: grant.tasks.map(({ slug }) => slug),
  };
}

/** An amount as a hand would write it: hours and euros with a decimal comma. */
export function written(quantity: number, unit: QuantityUnit): string {
  const per = unit === 'minute' ? MINUTES_IN_HOUR : unit === 'cent' ? 100 : 1;
  return String(Math.round((quantity * 100) / per) / 100).replace('.', ',');
}

/** The most that fits in a period: its own hours and days. */
const DAYS_IN: Record<Period, number> = { week: 7, month: 31, total: 366 };

/** The typed amount in the unit it is counted in. */
export function typedQuantity({ quantity, counted, period }: Pick<Draft, 'quantity' | 'counted' | 'period'>): Typed {
  switch (counted) {
    case 'minute':
      return typedHours(quantity, DAYS_IN[period]);
    case 'cent': {
      const euros = typedIncome(quantity);
      return euros.amount === 0 ? { amount: null, wrong: 'nothing-granted' } : euros;
    }
    case 'day':
      return typedCount(quantity, DAYS_IN[period]);
    default:
      return typedCount(quantity, null);
  }
}

/** The last day of so many whole months from a first day. */
export function lastDayAfter(firstDay: string, months: number): string {
  const [year, month, day] = firstDay.split('-').map(Number) as [number, number, number];
  const until = new Date(Date.UTC(year, month - 1 + months, 1));
  const length = new Date(Date.UTC(until.getUTCFullYear(), until.getUTCMonth() + 1, 0)).getUTCDate();
  const same = `${until.toISOString().slice(0, 8)}${String(Math.min(day, length)).padStart(2, '0')}`;
  // The 31st has no like in a shorter month: its last day is then the last, not the day before it.
  return day > length ? same : dayAfter(same, -1);
}

/** The sections, one on each line. */
export function sectionsIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}
