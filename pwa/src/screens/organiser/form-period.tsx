/** From when a version holds, until when, and by whose decision. */
import { Notice } from '../../parts/notice';
import { shortDay } from '../../words/formats';
import { tell } from '../../words/organiser';
import type { PeriodDraft } from './draft-terms';
import { FieldRow, FormSection } from './form-parts';
import type { Days } from './spans';
import { TypedField } from './typed-field';

interface PeriodFieldsProps {
  period: PeriodDraft;
  /** The version that this one ends the day before it begins. */
  ended: Days | null;
  onChange: (patch: Partial<PeriodDraft>) => void;
}

export function PeriodFields({ period, ended, onChange }: PeriodFieldsProps) {
  return (
    <FormSection title={tell('period.title')}>
      <FieldRow>
        <TypedField
          at="period.firstDay"
          type="date"
          label={tell('period.firstDay')}
          value={period.firstDay}
          onInput={(firstDay) => onChange({ firstDay })}
        />
        <TypedField
          at="period.lastDay"
          type="date"
          label={tell('period.lastDay')}
          hint={tell('period.lastDayHint')}
          value={period.lastDay}
          onInput={(lastDay) => onChange({ lastDay })}
        />
      </FieldRow>
      {ended?.lastDay && (
        <Notice kind="info" title={tell('period.ends', { last: shortDay(ended.lastDay) })}>
          <p>{tell('period.endsMeans')}</p>
        </Notice>
      )}
      <TypedField
        at="period.source"
        label={tell('period.source')}
        hint={tell('period.sourceHint')}
        value={period.source}
        maxLength={200}
        onInput={(source) => onChange({ source })}
      />
    </FormSection>
  );
}
