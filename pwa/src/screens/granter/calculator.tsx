/** What a service costs the client in every way of arranging it (569/2009 s.6), reckoned on this device as it is typed. */
import { useState } from 'preact/hooks';
import type { Offers, ReckoningTerms, ServiceChoice } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Choice } from '../../parts/choice';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { say } from '../../words';
import { bandName, tell } from '../../words/calculator';
import { today } from '../../words/formats';
import { ClientFeeCard, feeOf, isFeeByHours } from './calculator-fee';
import { VoucherSection } from './calculator-vouchers';
import { daysInMonthOf, type Typed, typedCount, typedHours, typedHousehold, typedIncome, type Wrong } from './typed';
import '../../style/calculator.css';
import '../../style/ledger.css';

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
  const [quantity, setQuantity] = useState('');

  const service = services.find(({ id }) => id === chosen) ?? first;
  const terms = useReading<ReckoningTerms>(day === '' ? null : `/api/reckoning/terms?day=${day}`);
  const offers = useReading<Offers>(day === '' ? null : `/api/reckoning/offers?service=${service.id}&day=${day}`);
  const values = (offers.answer?.values ?? []).toSorted((one, other) => one.valueCents - other.valueCents);
  const value = values.find(({ band }) => band === bandWanted) ?? values[0] ?? null;

  const daysInMonth = daysInMonthOf(day || today());
  const isByHour = service.unit === 'hour';
  const people = typedHousehold(household);
  const cents = typedIncome(income);
  const granted = (isByHour ? typedHours : typedCount)(quantity, daysInMonth);
  const fee =
    isFeeByHours(service) && terms.answer ? feeOf(people.amount, cents.amount, granted.amount, terms.answer) : null;
  return (
    <>
      <form class="tools calculator-inputs" aria-label={tell('calculator.inputs')} onSubmit={stay}>
        <Choice
          label={tell('calculator.service')}
          value={service.id}
          options={services.map(({ id, name }) => [id, say(name)])}
          onChoose={choose}
        />
        {isFeeByHours(service) && (
          <>
            <NumberField
              label={tell('calculator.household')}
              hint={tell('calculator.householdHint')}
              value={household}
              onInput={setHousehold}
              typed={people}
            />
            <NumberField
              label={tell('calculator.income')}
              hint={tell('calculator.incomeHint')}
              value={income}
              onInput={setIncome}
              typed={cents}
            />
          </>
        )}
        <NumberField
          label={tell(isByHour ? 'calculator.hours' : 'calculator.days')}
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
          <ClientFeeCard service={service} terms={terms.answer} fee={fee} offers={offers.answer} band={value?.band} />
          <VoucherSection
            isByHour={isByHour}
            quantity={granted.amount}
            value={value}
            offers={offers.answer}
            fee={fee}
            source={terms.answer.liabilitySource}
          />
        </div>
      )}
    </>
  );
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
