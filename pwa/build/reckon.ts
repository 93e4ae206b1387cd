/**
 * Reckons cases that the server made, by the phone's own rules, so that a test there can compare the two languages:
 * `node build/reckon.ts CASES.json` prints the answers, one for each case.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { SentBy } from '../src/rules/appeal';
import type { RealisedVisit } from '../src/rules/balance';
import type { Timetable } from '../src/rules/bands';
import type { ClientFee, FeeTable, FeeTerms, Pause, PauseTerms } from '../src/rules/client-fee';
import type { Offer } from '../src/rules/comparison';
import type { Act } from '../src/rules/course';
import type { EveTerms } from '../src/rules/holidays';
import type { Means, MeansTest } from '../src/rules/income';
import type { IncomeFormula, OwnPartTable, ValueSteps } from '../src/rules/income-value';
import type { LiabilityTerms, Line } from '../src/rules/own-liability';
import type { PriceTerms } from '../src/rules/price';
import type { MoneyTerms } from '../src/rules/realised-price';
import type { JudgedGrant, JudgedVisit, Measured, Price, RuleTable } from '../src/rules/verdict';

/** Everything a case may hold; which of it, its rule knows. */
interface Case {
  rule: string;
  terms: string;
  startedAt: string;
  endedAt: string;
  day: string;
  means: Means;
  minutes: number;
  minutesByMonth: number[];
  feeCents: number;
  pauses: Pause[];
  lines: Line[];
  offers: Offer[];
  fee: ClientFee;
  firstDay: string;
  lastDay: string;
  valueCents: number | null;
  acts: Act[];
  sentBy: SentBy;
  quantity: number;
  period: 'week' | 'month' | 'total';
  visits: RealisedVisit[];
  visit: JudgedVisit;
  measured: Measured | null;
  price: Price;
}

// The bundler finds './money' by itself; Node wants the whole name of the file.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.startsWith('./') && !specifier.endsWith('.ts') ? `${specifier}.ts` : specifier, context),
});
const { appealUntil } = await import('../src/rules/appeal.ts');
const { partsOf } = await import('../src/rules/bands.ts');
const { clientFee, feeAfterPauses, refuseFeeTable } = await import('../src/rules/client-fee.ts');
const { comparison } = await import('../src/rules/comparison.ts');
const { course } = await import('../src/rules/course.ts');
const { inMonth } = await import('../src/rules/granted-in-month.ts');
const { kindsOf } = await import('../src/rules/holidays.ts');
const { refuseByMeans } = await import('../src/rules/income.ts');
const { ownPartByHours, valueByFormula, valueBySteps } = await import('../src/rules/income-value.ts');
const { ownLiability } = await import('../src/rules/own-liability.ts');
const { explainedPrice, priceOfVisit } = await import('../src/rules/price.ts');
const { moneyOf } = await import('../src/rules/realised-price.ts');
const { judge } = await import('../src/rules/verdict.ts');

const [, , path = ''] = process.argv;
const { cases, terms } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[]; terms: Record<string, unknown> };

// The bundler reads it as a module; Node by itself wants to be told that it is JSON.
const table = JSON.parse(
  readFileSync(new URL('../../backend/verdicts/rule_table.json', import.meta.url), 'utf8'),
) as RuleTable;

const RULES: Record<string, (given: Case, by: unknown) => unknown> = {
  parts: ({ startedAt, endedAt }, by) => partsOf(startedAt, endedAt, by as Timetable),
  price: ({ startedAt, endedAt }, by) => {
    const price = priceOfVisit(startedAt, endedAt, by as PriceTerms);
    if ('refused' in price) return price;
    return [price, explainedPrice(price, by as PriceTerms, { source: 'made up', verified: false })];
  },
  kinds: ({ day }, by) => [...kindsOf(day, by as EveTerms)].sort(),
  formula: ({ means }, by) => valueByFormula(means, by as IncomeFormula),
  steps: ({ means }, by) => valueBySteps(means, by as ValueSteps),
  own_part: ({ means, minutes }, by) => ownPartByHours(means, minutes, by as OwnPartTable),
  means_test: ({ means }, by) => refuseByMeans(means, by as MeansTest),
  fee: ({ means, minutesByMonth }, by) => clientFee(means, minutesByMonth, by as FeeTerms),
  bound: (_, by) => {
    const { own, statutory } = by as { own: FeeTable; statutory: FeeTable };
    return refuseFeeTable(own, statutory);
  },
  pauses: ({ feeCents, day, pauses }, by) => feeAfterPauses(feeCents, day, pauses, by as PauseTerms),
  liability: ({ lines }, by) => ownLiability(lines, by as LiabilityTerms),
  course: ({ firstDay, lastDay, valueCents, acts }) => course(firstDay, lastDay, valueCents, acts),
  appeal: ({ sentBy, day }) => appealUntil(sentBy, day),
  in_month: ({ quantity, period, firstDay, lastDay }) => inMonth(quantity, period, firstDay, lastDay),
  money: ({ visits }, by) => moneyOf(visits, by as MoneyTerms, null),
  verdict: ({ visit, measured, price }, by) => judge(visit, by as JudgedGrant, table, measured, price),
  comparison: ({ offers, fee }, by) => comparison(offers, fee, by as LiabilityTerms),
};

process.stdout.write(JSON.stringify(cases.map((given) => RULES[given.rule]?.(given, terms[given.terms]))));
