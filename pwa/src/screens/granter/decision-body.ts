/** A draft checked by the same rules as the server's, and made into what is asked of it; or what is wrong, by field. */
import type { Grant, MakeDecision, ServiceTerms } from '../../api/schema';
import { refuseAmount } from '../../rules/figures';
import { refuseQuantity } from '../../rules/price';
import type { GranterKey } from '../../words/granter';
import { type Draft, sectionsIn, typedQuantity } from './draft';
import { asksMeans, meansOf, type Reckoned } from './reckoned';
import { typedHousehold, typedIncome, type Wrong } from './typed';

export type FieldName =
  | 'service'
  | 'appliedOn'
  | 'need'
  | 'arranging'
  | 'provider'
  | 'quantity'
  | 'firstDay'
  | 'lastDay'
  | 'household'
  | 'income'
  | 'evidenced'
  | 'savings'
  | 'grounds'
  | 'legalBasis'
  | 'sentOn';

/** A problem by its slug, something typed that cannot be read, or an answer that is missing. */
export type Fault = { slug: string } | { typed: Wrong } | { missing: GranterKey };
export type Faults = Partial<Record<FieldName, Fault>>;

/** At which question a refusal of the server's is mended. */
export const FIELD_OF: Record<string, FieldName> = {
  'two-open-grants': 'service',
  'quantity-zero': 'quantity',
  'above-quantity-limit': 'quantity',
  'quantity-of-another-unit': 'quantity',
  'period-ends-before-start': 'lastDay',
  'last-day-missing': 'lastDay',
  'sent-before-decision': 'sentOn',
  'day-too-far': 'firstDay',
  'provider-cannot-serve': 'provider',
  'arranging-not-offered': 'arranging',
  'grounds-missing': 'grounds',
  'unknown-household': 'household',
  'negative-income': 'income',
  'income-not-given': 'income',
  'income-of-another-kind': 'income',
  'income-without-evidence': 'evidenced',
  'above-income-limit': 'income',
  'above-savings-limit': 'savings',
  'nothing-in-force': 'firstDay',
};

interface Known {
  client: string;
  /** What the service's prices are for. */
  unit: string;
  today: string;
  terms: ServiceTerms | null;
  legalBasis: string[];
  reckoned: Reckoned;
}

export function checked(draft: Draft, known: Known): { faults: Faults; body: MakeDecision | null } {
  const faults: Faults = {
    ...faultsOfAll(draft, known),
    ...(draft.resolution !== 'rejected' && faultsOfGrant(draft, known)),
  };
  return { faults, body: Object.keys(faults).length === 0 ? bodyOf(draft, known) : null };
}

function faultsOfAll(draft: Draft, { legalBasis, today }: Known): Faults {
  const faults: Faults = {};
  if (!draft.service) faults.service = { missing: 'wrong.service' };
  if (!draft.need.trim()) faults.need = { missing: 'wrong.need' };
  if (!draft.firstDay) faults.firstDay = { missing: 'wrong.day' };
  if (draft.lastDay && draft.lastDay < draft.firstDay) faults.lastDay = { slug: 'period-ends-before-start' };
  if (!draft.grounds.trim()) faults.grounds = { slug: 'grounds-missing' };
  if (legalBasis.length === 0) faults.legalBasis = { missing: 'wrong.legalBasis' };
  if (!draft.sentOn) faults.sentOn = { missing: 'wrong.day' };
  else if (draft.sentOn < today) faults.sentOn = { slug: 'sent-before-decision' };
  return faults;
}

function faultsOfGrant(draft: Draft, { terms, reckoned, unit }: Known): Faults {
  const faults: Faults = {};
  const { arranging } = draft;
  if (!arranging) faults.arranging = { missing: 'wrong.choose' };
  else if (terms && !terms.arranging.includes(arranging)) faults.arranging = { slug: 'arranging-not-offered' };
  if (draft.service && !terms) faults.firstDay = { slug: 'nothing-in-force' };
  const hasNoEnd = arranging === 'own' && draft.period !== 'total';
  if (!draft.lastDay && !hasNoEnd) faults.lastDay = { missing: 'wrong.lastDay' };
  const { amount, wrong } = typedQuantity(draft);
  if (wrong) faults.quantity = { typed: wrong };
  else if (amount === null) faults.quantity = { missing: 'wrong.quantity' };
  else {
    const granted = { quantity: amount, quantityUnit: draft.counted, period: draft.period };
    const refused = refuseQuantity(granted.quantity, null) ?? refuseAmount(granted, unit, terms?.limits ?? null);
    if (refused) faults.quantity = { slug: refused.refused };
  }
  return { ...faults, ...faultsOfMeans(draft, terms, reckoned) };
}

function faultsOfMeans(draft: Draft, terms: ServiceTerms | null, reckoned: Reckoned): Faults {
  const asks = asksMeans(terms);
  if (!asks.income && !asks.savings) return {};
  const typed: [FieldName, Wrong | null][] = [
    ['household', typedHousehold(draft.household).wrong],
    ['income', typedIncome(draft.income).wrong],
    ['savings', typedIncome(draft.savings).wrong],
  ];
  const unread = typed.flatMap(([field, wrong]) => (wrong ? [[field, { typed: wrong }] as const] : []));
  if (unread.length > 0) return Object.fromEntries(unread);
  const refused = draft.arranging === 'voucher' ? reckoned.refusedValue : reckoned.refusedFee;
  const field = refused && FIELD_OF[refused];
  return field ? { [field]: { slug: refused } } : {};
}

function bodyOf(draft: Draft, { client, terms, legalBasis }: Known): MakeDecision {
  const isGranted = draft.resolution !== 'rejected';
  return {
    id: draft.id,
    client,
    service: draft.service,
    appliedOn: draft.appliedOn || null,
    need: draft.need.trim(),
    resolution: draft.resolution,
    grounds: draft.grounds.trim(),
    legalBasis,
    language: draft.language,
    sentBy: draft.sentBy,
    sentOn: draft.sentOn,
    firstDay: draft.firstDay,
    lastDay: draft.lastDay || null,
    arranging: isGranted ? draft.arranging || null : null,
    grant: isGranted ? grantOf(draft, terms) : null,
    replaces: draft.replaces,
  };
}

function grantOf(draft: Draft, terms: ServiceTerms | null): Grant {
  const asks = asksMeans(terms);
  return {
    provider: draft.arranging === 'own' ? null : draft.provider || null,
    quantity: typedQuantity(draft).amount ?? 0,
    quantityUnit: draft.counted,
    period: draft.period,
    tasks: draft.tasks,
    means: asks.income || asks.savings ? meansOf(draft) : null,
  };
}

/** The sections the decision names: those she has written, or those suggested. */
export function basisOf(draft: Draft, suggested: string[]): string[] {
  return draft.legalBasis === null ? suggested : sectionsIn(draft.legalBasis);
}
