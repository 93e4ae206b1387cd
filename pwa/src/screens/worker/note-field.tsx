/** The note on a visit, with the reminder of who reads it. */
import { LONGEST_NOTE } from '../../offline/ongoing';
import { Field } from '../../parts/field';
import { tell } from '../../words/visit';

export function NoteField({ note, onInput }: { note: string; onInput: (note: string) => void }) {
  return (
    <Field
      label={tell('ongoing.note')}
      hint={tell('ongoing.noteHint')}
      lines={3}
      maxLength={LONGEST_NOTE}
      value={note}
      onInput={onInput}
    />
  );
}
