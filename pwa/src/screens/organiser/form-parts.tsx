/** What the long form is made of: a section under its heading, figures by household, a question with few answers. */
import type { ComponentChildren } from 'preact';
import { tell } from '../../words/organiser';
import type { HouseholdDraft } from './draft-household';
import { TypedField } from './typed-field';

interface SectionProps {
  title: string;
  hint?: string;
  children: ComponentChildren;
}

export function FormSection({ title, hint, children }: SectionProps) {
  return (
    <fieldset class="card form-section">
      <legend>{title}</legend>
      {hint && <p class="hint">{hint}</p>}
      {children}
    </fieldset>
  );
}

/** Fields side by side where there is room, their inputs level. */
export function FieldRow({ children }: { children: ComponentChildren }) {
  return <div class="fields-row">{children}</div>;
}

interface HouseholdFieldsProps {
  at: string;
  title: string;
  hint?: string;
  table: HouseholdDraft;
  onChange: (table: HouseholdDraft) => void;
}

/** A figure for each size of household, and what each further person adds. */
export function HouseholdFields({ at, title, hint, table, onChange }: HouseholdFieldsProps) {
  const { sizes, further } = table;
  return (
    <fieldset class="fields">
      <legend>{title}</legend>
      {hint && <p class="hint">{hint}</p>}
      <div class="cells">
        {sizes.map((typed, place) => (
          <TypedField
            key={place}
            at={`${at}.${place}`}
            label={tell('household.size', { count: place + 1 })}
            inputMode="decimal"
            value={typed}
            onInput={(text) => onChange({ sizes: sizes.with(place, text), further })}
          />
        ))}
        <TypedField
          at={`${at}.further`}
          label={tell('household.eachFurther')}
          value={further}
          onInput={(text) => onChange({ sizes, further: text })}
        />
      </div>
    </fieldset>
  );
}
