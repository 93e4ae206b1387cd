/** What a service costs the client in every way of arranging it (569/2009 s.6), reckoned on this device as it is typed. */
import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { Offers, ReckoningTerms, Rulebook, ServiceChoice } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Card } from '../../parts/card';
import { Choice } from '../../parts/choice';
import { Empty } from '../../parts/empty';
import { Explained } from '../../parts/explained';
import { Field } from '../../parts/field';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import type { PriceUnit } from '../../rules/explanation';
import { naturalUnit } from '../../rules/figures';
import type { Means } from '../../rules/income';
import type { IncomeValue } from '../../rules/income-value';
import { problemWords, say } from '../../words';
import { bandName } from '../../words/band-names';
import { tell } from '../../words/calculator';
import { today } from '../../words/formats';
import { ClientFeeCard } from './calculator-fee';
import { each, VoucherSection } from './calculator-vouchers';
import { isByHour, liabilityTerms } from './compared';
import { asksMeans, type GrantBasis, reckonedFor, valueInBand } from './reckoned';
import { basisOn } from './terms-on-day';
import { daysInMonthOf, type Typed, typedCount, typedHours, typedHousehold, typedIncome, type Wrong } from './typed';
import '../../style/calculator.css';
import '../../style/ledger.css';

/** What the month's amount is asked in. */
const GRANTED = {
  minute: 'calculator.hours',
  visit: 'calculator.visits',
  day: 'calculator.days',
  week: 'calculator.weeks',
  month: 'calculator.months',
} as const;

export default function Calculator() {
  const services = useReading<ServiceChoice[]>('/api/services');
  const offered = services.answer?.filter(({ terms }) => terms !== null) ?? null;
  return (
    <Screen title={tell('calculator.title')} lede={tell('calculator.lede')} back="/" wide>
      <AgeOf reading={services} />
      {services.answer === null && services.failure === null && <Busy what={tell('calculator.loading')} />}
      {offered?.length === 0 && (
        <Empty title={tell('calculator.noServices')}>
          <p>{tell('calculator.noServicesNext')}</p>
        </Empty>
      )}
      {offered?.[0] && <Reckoning services={offered} first={offered[0]} />}
    </Screen>
  );
}

function Reckoning({ services, first }: { services: ServiceChoice[]; first: ServiceChoice }) {
  const [chosen, choose] = useState(first.id);
  const [day, setDay] = useState(today());
  const [bandWanted, wantBand] = useState('weekday');
  const [household, setHousehold] = useState('1');
  const [income, setIncome] = useState('');
  const [savings, setSavings] = useState('');
  const [quantity, setQuantity] = useState('');

  const service = services.find(({ id }) => id === chosen) ?? first;
  const rulebook = useReading<Rulebook>('/api/rulebook');
  const terms = useReading<ReckoningTerms>(day === '' ? null : `/api/reckoning/terms?day=${day}`);
  const offers = useReading<Offers>(day === '' ? null : `/api/reckoning/offers?service=${service.id}&day=${day}`);
  const values = (offers.answer?.values ?? []).toSorted((one, other) => one.valueCents - other.valueCents);
  const basis = basisOn(day, service, rulebook.answer, terms.answer) ?? todays(service, terms.answer);
  const asks = asksMeans(basis?.terms ?? null);

  const daysInMonth = daysInMonthOf(day || today());
  const hours = isByHour(service);
  const granting = naturalUnit(service.unit);
  const people = typedHousehold(household);
  const cents = typedIncome(income);
  const owned = typedIncome(savings);
  const granted = (hours ? typedHours : typedCount)(quantity, daysInMonth);
  const means: Means = {
    ...{ household: people.amount, incomeCents: cents.amount, savingsCents: owned.amount },
    ...{ kind: asks.terms.kind ?? 'gross', evidenced: true },
  };
  const asked = { quantity: granted.amount, quantityUnit: granting, period: 'month', means } as const;
  const { value: personal, fee, refusedValue } = reckonedFor(asked, day, null, basis);
  const found = values.find(({ band }) => band === bandWanted) ?? values[0] ?? null;
  const value = found && {
    ...found,
    ...(personal && { valueCents: valueInBand(personal.valueCents, basis?.terms ?? null, found.band) }),
  };
  return (
    <>
      <form class="tools calculator-inputs" aria-label={tell('calculator.inputs')} onSubmit={stay}>
        <Choice
          label={tell('calculator.service')}
          value={service.id}
          options={services.map(({ id, name }) => [id, say(name)])}
          onChoose={choose}
        />
        {asks.income && (
          <>
            <NumberField
              label={tell('calculator.household')}
              hint={tell('calculator.householdHint')}
              value={household}
              onInput={setHousehold}
              typed={people}
            />
            <NumberField
              label={tell(asks.terms.kind === 'net' ? 'calculator.netIncome' : 'calculator.income')}
              hint={tell(asks.terms.kind === 'net' ? 'calculator.netIncomeHint' : 'calculator.incomeHint')}
              value={income}
              onInput={setIncome}
              typed={cents}
            />
          </>
        )}
        {asks.savings && (
          <NumberField
            label={tell('calculator.savings')}
            hint={tell('calculator.savingsHint')}
            value={savings}
            onInput={setSavings}
            typed={owned}
          />
        )}
        <NumberField
          label={tell(GRANTED[granting])}
          hint={tell('calculator.hoursHint')}
          value={quantity}
          onInput={setQuantity}
          typed={granted}
        />
        {value && values.length > 1 && (
          <Choice
            label={tell('calculator.band')}
            hint={tell('calculator.bandHint')}
            value={value.band}
            options={values.map(({ band }) => [band, bandName(band)])}
            onChoose={wantBand}
          />
        )}
        <Field
          type="date"
          label={tell('calculator.day')}
          hint={tell('calculator.dayHint')}
          error={day === '' ? wordsOf('no-day') : null}
          value={day}
          onInput={setDay}
        />
      </form>
      <AgeOf reading={offers.failure === null ? terms : offers} />
      {day !== '' && (offers.answer === null || terms.answer === null) && offers.failure === null && (
        <Busy what={tell('calculator.loading')} />
      )}
      {offers.answer && terms.answer && (
        <div class="calculator-results">
          <ClientFeeCard
            service={service}
            asked={basis?.terms ?? null}
            terms={terms.answer}
            fee={fee}
            offers={offers.answer}
            band={value?.band}
          />
          {basis?.terms.incomeValue && <OwnValue personal={personal} refused={refusedValue} unit={service.unit} />}
          <VoucherSection
            unit={service.unit}
            quantity={granted.amount}
            value={value}
            offers={offers.answer}
            fee={fee}
            terms={liabilityTerms(basis?.terms ?? null, terms.answer, value?.source ?? '')}
          />
        </div>
      )}
    </>
  );
}

interface OwnValueProps {
  personal: IncomeValue | null;
  refused: string | null;
  unit: PriceUnit;
}

/** The value that goes by the client's own income, with its reasons; or why there is none. */
function OwnValue({ personal, refused, unit }: OwnValueProps) {
  const opened = useSignal<ReadonlySet<string>>(new Set());
  const words = refused === null ? null : problemWords(refused);
  const name = tell('calculator.ownValue');
  return (
    <Card level={2} title={name}>
      <p class={personal ? 'calculator-sum' : 'soft'} role="status">
        {personal ? each(personal.valueCents, unit) : words && `${words.title}. ${words.next}`}
      </p>
      {personal && <Explained why={personal.explanation} of={name} opened={opened} />}
    </Card>
  );
}

/** For a day before the rulebook's first part, today's terms: the acts and prices are still the day's own. */
function todays(service: ServiceChoice, statute: ReckoningTerms | null): GrantBasis | null {
  return service.terms && { unit: service.unit, terms: service.terms, source: '', statute };
}

interface NumberFieldProps {
  label: string;
  hint: string;
  value: string;
  onInput: (value: string) => void;
  typed: Typed;
}

function NumberField({ typed, ...field }: NumberFieldProps) {
  return <Field {...field} inputMode="decimal" autoComplete="off" error={typed.wrong && wordsOf(typed.wrong)} />;
}

function wordsOf(wrong: Wrong): string {
  return tell(`wrong.${wrong}`);
}

/** The results are there already; Enter has nothing to send. */
function stay(event: Event): void {
  event.preventDefault();
}
