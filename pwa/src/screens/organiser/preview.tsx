/** What the terms come to while they are typed: one visit, and one household's value, reckoned on this device. */
import { useState } from 'preact/hooks';
import type { ServiceTerms } from '../../api/schema';
import { Field } from '../../parts/field';
import { decimalIn } from '../../parts/typed-decimal';
import { dayAfter, instantOf, weekdayOf } from '../../rules/days';
import { kindsOf } from '../../rules/holidays';
import type { Means } from '../../rules/income';
import { type PriceTerms, priceOfVisit, type VisitPrice } from '../../rules/price';
import { euros } from '../../words/amounts';
import { bandName } from '../../words/band-names';
import { columnDay, duration, today } from '../../words/formats';
import { tell } from '../../words/organiser';
import type { IncomeValueTerms } from './draft-income';
import { isByTime } from './draft-terms';
import { householdValue, withPersonalBase } from './preview-value';
import { perUnit } from './said';
import { faultWords } from './typed-field';

const TUESDAY = 2;

interface PreviewProps {
  unit: PriceTerms['unit'];
  terms: ServiceTerms;
  /** Something of the value or of the income is not typed right yet. */
  isUnfinished: boolean;
}

export function Preview({ unit, terms, isUnfinished }: PreviewProps) {
  const [household, setHousehold] = useState('1');
  const [income, setIncome] = useState('');
  const [hours, setHours] = useState('');
  const incomeValue = terms.incomeValue ?? null;
  const means = meansTyped(household, income, incomeValue);
  const minutes = (decimalIn(hours, 2) ?? 0) * 0.6;
  const personal = incomeValue && !isUnfinished ? householdValue(means, Math.round(minutes), incomeValue) : null;
  const value = terms.value ?? null;
  const price = incomeValue ? withPersonalBase(value, unit, personal, incomeValue.kind) : value;
  return (
    <section class="card preview" aria-labelledby="preview">
      <h2 id="preview">{tell('preview.title')}</h2>
      <p class="hint">{tell('preview.what')}</p>
      {incomeValue && (
        <>
          <div class="fields-row">
            <Field label={tell('preview.household')} inputMode="numeric" value={household} onInput={setHousehold} />
            <Field label={tell('preview.income')} inputMode="decimal" value={income} onInput={setIncome} />
            {incomeValue.kind === 'own_part' && (
              <Field label={tell('preview.hours')} inputMode="decimal" value={hours} onInput={setHours} />
            )}
          </div>
          <p role="status">{isUnfinished ? tell('preview.unfinished') : personalSaid(personal, incomeValue, unit)}</p>
        </>
      )}
      {price && !isUnfinished && <PricePreview price={price} unit={unit} />}
      {(isUnfinished || !price) && !incomeValue && (
        <p class="soft">{tell(isUnfinished ? 'preview.unfinished' : 'preview.noValue')}</p>
      )}
    </section>
  );
}

function PricePreview({ price, unit }: { price: PriceTerms; unit: string }) {
  if (isByTime(unit) || unit === 'visit') return <VisitPreview price={price} />;
  return <p class="preview-sum">{typeof price.baseCents === 'number' ? perUnit(price.baseCents, unit) : '–'}</p>;
}

function VisitPreview({ price }: { price: PriceTerms }) {
  const [day, setDay] = useState(nextTuesday);
  const [from, setFrom] = useState('17:30');
  const [to, setTo] = useState('18:30');
  const visit = visitPrice(day, from, to, price);
  return (
    <>
      <div class="fields-row">
        <Field type="date" label={tell('preview.day')} value={day} onInput={setDay} />
        <Field type="time" label={tell('preview.from')} value={from} onInput={setFrom} />
        <Field type="time" label={tell('preview.to')} value={to} onInput={setTo} />
      </div>
      <div role="status">
        {visit === null && <p class="soft">{tell('preview.times')}</p>}
        {visit !== null && 'refused' in visit && <p class="preview-refused">{faultWords(visit.refused)}</p>}
        {visit !== null && 'parts' in visit && <VisitSaid visit={visit} day={day} unit={price.unit} />}
      </div>
    </>
  );
}

function VisitSaid({ visit, day, unit }: { visit: VisitPrice; day: string; unit: string }) {
  return (
    <>
      <p>{tell('preview.visit', { day: columnDay(day), time: duration(visit.billedMinutes) })}</p>
      <p class="preview-sum">{euros(visit.cents)}</p>
      <ul class="plain-list">
        {visit.parts.map((part, place) => (
          <li key={place}>
            {tell('preview.part', {
              time: duration(part.minutes),
              name: bandName(part.band),
              price: perUnit((part.centsPerUnit * part.factorPermille) / 1000, unit),
              sum: euros(part.cents),
            })}
          </li>
        ))}
      </ul>
    </>
  );
}

function visitPrice(day: string, from: string, to: string, price: PriceTerms): ReturnType<typeof priceOfVisit> | null {
  const start = instantOf(day, from);
  if (start === null) return null;
  const sameDay = instantOf(day, to, start);
  const end = sameDay !== null && sameDay > start ? sameDay : instantOf(dayAfter(day, 1), to);
  if (end === null) return null;
  return priceOfVisit(new Date(start).toISOString(), new Date(end).toISOString(), price);
}

function meansTyped(household: string, income: string, terms: IncomeValueTerms | null): Means {
  const people = decimalIn(household, 0);
  return {
    household: people !== null && people > 0 ? people : null,
    incomeCents: decimalIn(income, 2),
    kind: terms?.income?.kind ?? 'gross',
    evidenced: true,
    savingsCents: null,
  };
}

function personalSaid(
  personal: ReturnType<typeof householdValue> | null,
  terms: IncomeValueTerms,
  unit: string,
): string {
  if (personal === null) return '';
  if ('refused' in personal) return faultWords(personal.refused);
  if (terms.kind === 'own_part') return tell('preview.ownPart', { euros: euros(personal.valueCents) });
  return tell('preview.value', { price: perUnit(personal.valueCents, unit) });
}

/** The next ordinary Tuesday: one that nobody has to look up. */
function nextTuesday(): string {
  let day = dayAfter(today(), 1);
  while (weekdayOf(day) !== TUESDAY || !kindsOf(day).has('weekday')) day = dayAfter(day, 1);
  return day;
}
