/** The note on a visit, with the reminder of who reads it. */
import { LONGEST_NOTE } from '../../offline/ongoing';
import { Field } from '../../parts/field';
import { t } from '../../words';

export function NoteField({ note, onInput }: { note: string; onInput: (note: string) => void }) {
  return (
    <Field
      label={t('ongoing.note')}
      hint={t('ongoing.noteHint')}
      lines={3}
      maxLength={LONGEST_NOTE}
      value={note}
      onInput={onInput}
    />
  );
}
