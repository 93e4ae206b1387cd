/** The tables by income: a value at each step, or a share of the income in each class of granted hours. */
import { tell } from '../../words/organiser';
import { NO_HOUSEHOLDS } from './draft-household';
import type { ClassDraft, StepDraft } from './draft-income';
import { HouseholdFields } from './form-parts';
import { RowList } from './row-list';
import { TypedField } from './typed-field';

interface StepRowsProps {
  steps: StepDraft[];
  onChange: (steps: StepDraft[]) => void;
}

export function StepRows({ steps, onChange }: StepRowsProps) {
  return (
    <>
      <p class="hint">{tell('steps.hint')}</p>
      <RowList
        rows={steps}
        nameOf={(_, place) => tell('steps.step', { count: place + 1 })}
        fresh={() => ({ value: '', upTo: NO_HOUSEHOLDS })}
        adding={tell('steps.add')}
        least={1}
        onChange={onChange}
      >
        {({ value, upTo }, place, change) => (
          <>
            <TypedField
              at={`income.steps.${place}.value`}
              inputMode="decimal"
              label={tell('steps.value', { count: place + 1 })}
              value={value}
              onInput={(typed) => change({ value: typed })}
            />
            <HouseholdFields
              at={`income.steps.${place}.upTo`}
              title={tell('steps.limits')}
              table={upTo}
              onChange={(table) => change({ upTo: table })}
            />
          </>
        )}
      </RowList>
    </>
  );
}

interface ClassRowsProps {
  classes: ClassDraft[];
  onChange: (classes: ClassDraft[]) => void;
}

export function ClassRows({ classes, onChange }: ClassRowsProps) {
  const last = classes.length - 1;
  return (
    <>
      <p class="hint">{tell('ownPart.hint')}</p>
      <RowList
        rows={classes}
        nameOf={(_, place) => tell('ownPart.class', { count: place + 1 })}
        fresh={() => ({ hoursUpTo: '', shares: NO_HOUSEHOLDS })}
        adding={tell('ownPart.add')}
        least={1}
        onChange={onChange}
      >
        {({ hoursUpTo, shares }, place, change) => (
          <>
            {place === last ? (
              <p>
                <strong>{tell('ownPart.rest')}</strong>
              </p>
            ) : (
              <TypedField
                at={`income.classes.${place}.hours`}
                inputMode="numeric"
                label={tell('ownPart.upTo')}
                value={hoursUpTo}
                onInput={(typed) => change({ hoursUpTo: typed })}
              />
            )}
            <HouseholdFields
              at={`income.classes.${place}.shares`}
              title={tell('ownPart.shares')}
              table={shares}
              onChange={(table) => change({ shares: table })}
            />
          </>
        )}
      </RowList>
    </>
  );
}
