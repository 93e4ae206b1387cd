/** The tables by income: a value at each step, or a share of the income in each class of granted hours. */
import { Button } from '../../parts/button';
import { tell } from '../../words/organiser';
import { NO_HOUSEHOLDS } from './draft-household';
import type { ClassDraft, StepDraft } from './draft-income';
import { HouseholdFields } from './form-parts';
import { TypedField } from './typed-field';

interface StepRowsProps {
  steps: StepDraft[];
  onChange: (steps: StepDraft[]) => void;
}

export function StepRows({ steps, onChange }: StepRowsProps) {
  return (
    <div class="part">
      <p class="hint">{tell('steps.hint')}</p>
      <ol class="rows-list">
        {steps.map((step, place) => (
          <li key={place} class="card">
            <TypedField
              at={`income.steps.${place}.value`}
              inputMode="decimal"
              label={tell('steps.value', { count: place + 1 })}
              value={step.value}
              onInput={(value) => onChange(steps.with(place, { ...step, value }))}
            />
            <HouseholdFields
              at={`income.steps.${place}.upTo`}
              title={tell('steps.limits')}
              table={step.upTo}
              onChange={(upTo) => onChange(steps.with(place, { ...step, upTo }))}
            />
            {steps.length > 1 && (
              <div class="buttons">
                <Button kind="plain" onClick={() => onChange(steps.toSpliced(place, 1))}>
                  {tell('row.remove')}
                  <span class="for-ears"> {tell('steps.step', { count: place + 1 })}</span>
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      <div class="buttons">
        <Button onClick={() => onChange([...steps, { value: '', upTo: NO_HOUSEHOLDS }])}>{tell('steps.add')}</Button>
      </div>
    </div>
  );
}

interface ClassRowsProps {
  classes: ClassDraft[];
  onChange: (classes: ClassDraft[]) => void;
}

export function ClassRows({ classes, onChange }: ClassRowsProps) {
  const last = classes.length - 1;
  return (
    <div class="part">
      <p class="hint">{tell('ownPart.hint')}</p>
      <ol class="rows-list">
        {classes.map((one, place) => (
          <li key={place} class="card">
            {place < last ? (
              <TypedField
                at={`income.classes.${place}.hours`}
                inputMode="numeric"
                label={tell('ownPart.upTo')}
                value={one.hoursUpTo}
                onInput={(hoursUpTo) => onChange(classes.with(place, { ...one, hoursUpTo }))}
              />
            ) : (
              <p>
                <strong>{tell('ownPart.rest')}</strong>
              </p>
            )}
            <HouseholdFields
              at={`income.classes.${place}.shares`}
              title={tell('ownPart.shares')}
              table={one.shares}
              onChange={(shares) => onChange(classes.with(place, { ...one, shares }))}
            />
            {classes.length > 1 && (
              <div class="buttons">
                <Button kind="plain" onClick={() => onChange(classes.toSpliced(place, 1))}>
                  {tell('row.remove')}
                  <span class="for-ears"> {tell('ownPart.class', { count: place + 1 })}</span>
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      <div class="buttons">
        <Button onClick={() => onChange([...classes, { hoursUpTo: '', shares: NO_HOUSEHOLDS }])}>
          {tell('ownPart.add')}
        </Button>
      </div>
    </div>
  );
}
