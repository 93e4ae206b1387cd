/** What a service is worth at most: one value, or one in each time band; and how realised minutes become billed ones. */
import { Choice } from '../../parts/choice';
import { OneOf } from '../../parts/one-of';
import { Tick } from '../../parts/tick';
import { type OrganiserKey, tell } from '../../words/organiser';
import { emptyBand, type PriceDraft } from './draft-price';
import { isByTime } from './draft-terms';
import { BandRows } from './form-bands';
import { FieldRow, FormSection } from './form-parts';
import { HOLIDAYS } from './said-price';
import { FieldError, TypedField, useFault } from './typed-field';

interface PriceFieldsProps {
  unit: string;
  price: PriceDraft;
  onChange: (patch: Partial<PriceDraft>) => void;
}

export function PriceFields({ unit, price, onChange }: PriceFieldsProps) {
  const bands = useFault('value.bands');
  const choose = (way: PriceDraft['way']) =>
    onChange(way === 'bands' && price.bands.length === 0 ? { way, bands: [emptyBand(['weekday'])] } : { way });
  const hasBands = isByTime(unit) || unit === 'visit';
  const ways: PriceDraft['way'][] = hasBands ? ['flat', 'bands', 'none'] : ['flat', 'none'];
  return (
    <FormSection title={tell('section.value')} hint={tell('value.hint', { unit: tell(`per.${unit}` as OrganiserKey) })}>
      <OneOf
        legend={tell('value.way')}
        value={price.way}
        error={bands}
        options={ways.map((way) => [way, tell(`value.way.${way}`), tell(`value.wayWhat.${way}`)])}
        onChoose={choose}
      />
      {price.way !== 'none' && (
        <FieldRow>
          <TypedField
            at="value.base"
            inputMode="decimal"
            label={tell(price.way === 'flat' ? 'value.flat' : 'value.baseInBands')}
            {...(price.way === 'bands' && { hint: tell('value.baseHint') })}
            value={price.base}
            onInput={(base) => onChange({ base })}
          />
        </FieldRow>
      )}
      {price.way === 'bands' && (
        <>
          <BandRows bands={price.bands} onChange={(changed) => onChange({ bands: changed })} />
          <Eves price={price} onChange={onChange} />
        </>
      )}
      {price.way !== 'none' && isByTime(unit) && <Billing price={price} onChange={onChange} />}
    </FormSection>
  );
}

type ChangeProps = Omit<PriceFieldsProps, 'unit'>;

function Eves({ price, onChange }: ChangeProps) {
  const fault = useFault('value.eves');
  const all = HOLIDAYS.every((holiday) => price.eves.includes(holiday));
  const isAsked = price.bands.some(({ days }) => days.includes('eve'));
  if (!isAsked && price.eves.length === 0) return null;
  return (
    <fieldset class="fields">
      <legend>{tell('eves.title')}</legend>
      <p class="hint">{tell('eves.hint')}</p>
      {fault && <FieldError>{fault}</FieldError>}
      <div class="ticks">
        <Tick
          name={tell('eves.all')}
          checked={all}
          onTick={(checked) => onChange({ eves: checked ? [...HOLIDAYS] : [] })}
        />
        {HOLIDAYS.map((holiday) => (
          <Tick
            key={holiday}
            name={tell(`holiday.${holiday}`)}
            checked={price.eves.includes(holiday)}
            onTick={(checked) =>
              onChange({ eves: HOLIDAYS.filter((one) => (one === holiday ? checked : price.eves.includes(one))) })
            }
          />
        ))}
      </div>
      <Tick
        name={tell('eves.weekdaysOnly')}
        checked={price.weekdayHolidaysOnly}
        onTick={(weekdayHolidaysOnly) => onChange({ weekdayHolidaysOnly })}
      />
    </fieldset>
  );
}

function Billing({ price, onChange }: ChangeProps) {
  return (
    <fieldset class="fields">
      <legend>{tell('billing.title')}</legend>
      <FieldRow>
        <Choice
          label={tell('billing.step')}
          value={price.step}
          options={['1', '15', '30', '60'].map((step) => [step, tell(`billing.step.${step}` as OrganiserKey)])}
          onChoose={(step) => onChange({ step })}
        />
        <Choice
          label={tell('billing.direction')}
          value={price.direction}
          options={(['up', 'half_up'] as const).map((one) => [one, tell(`billing.direction.${one}`)])}
          onChoose={(direction) => onChange({ direction: direction as PriceDraft['direction'] })}
        />
        <TypedField
          at="value.minimum"
          inputMode="numeric"
          label={tell('billing.minimumMinutes')}
          value={price.minimum}
          onInput={(minimum) => onChange({ minimum })}
        />
        <Choice
          label={tell('billing.pricedBy')}
          value={price.pricedBy}
          options={(['minute', 'start'] as const).map((one) => [one, tell(`billing.pricedBy.${one}`)])}
          onChoose={(pricedBy) => onChange({ pricedBy: pricedBy as PriceDraft['pricedBy'] })}
        />
      </FieldRow>
    </fieldset>
  );
}
