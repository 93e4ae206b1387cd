/** How much may be granted and asked: the price ceiling and the limits of quantity. */
import { type OrganiserKey, tell } from '../../words/organiser';
import { isByTime, type QuantityDraft } from './draft-terms';
import { FieldRow, FormSection } from './form-parts';
import { inUnit } from './said';
import { TypedField } from './typed-field';

interface QuantityFieldsProps {
  unit: string;
  quantity: QuantityDraft;
  onChange: (patch: Partial<QuantityDraft>) => void;
}

export function QuantityFields({ unit, quantity, onChange }: QuantityFieldsProps) {
  const counted = isByTime(unit) ? tell('quantity.inHours') : tell(`quantity.in.${unit}` as OrganiserKey);
  return (
    <FormSection title={tell('section.quantity')} hint={tell('quantity.hint')}>
      <FieldRow>
        <TypedField
          at="quantity.ceiling"
          inputMode="decimal"
          label={tell('income.perUnit', {
            name: tell('quantity.ceiling'),
            unit: inUnit(unit),
          })}
          hint={tell('quantity.ceilingHint')}
          value={quantity.ceiling}
          onInput={(ceiling) => onChange({ ceiling })}
        />
        <TypedField
          at="quantity.mostPerVisit"
          inputMode="numeric"
          label={tell('quantity.mostPerVisitMinutes')}
          value={quantity.mostPerVisit}
          onInput={(mostPerVisit) => onChange({ mostPerVisit })}
        />
        <TypedField
          at="quantity.twoWorkersTask"
          label={tell('quantity.twoWorkersTask')}
          hint={tell('quantity.twoWorkersHint')}
          value={quantity.twoWorkersTask}
          onInput={(twoWorkersTask) => onChange({ twoWorkersTask })}
        />
      </FieldRow>
      <FieldRow>
        {(['week', 'month', 'total', 'covered'] as const).map((of) => (
          <TypedField
            key={of}
            at={`quantity.${of}`}
            label={tell('quantity.counted', { name: tell(`quantity.${of}`), counted })}
            value={quantity[of]}
            onInput={(text) => onChange({ [of]: text })}
          />
        ))}
      </FieldRow>
    </FormSection>
  );
}
