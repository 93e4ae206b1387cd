/** Typing a voucher's number: every character is checked as it comes, and a mistake is named before any network. */
import { useSignal } from '@preact/signals';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { Icon } from '../../parts/icon';
import { type NumberReading, normalised, readNumber } from '../../rules/number';
import { type Found, find } from '../../scan/code';
import { problemWords } from '../../words';
import { tell } from '../../words/door';

const NUMBER_LENGTH = 12;

export function NumberEntry({ onFound }: { onFound: (found: Found) => void }) {
  const typed = useSignal('');
  const isTold = useSignal(false);
  const reading = readNumber(typed.value);
  const open = (event: Event): void => {
    event.preventDefault();
    isTold.value = true;
    if (reading.number !== null) onFound({ number: reading.number });
  };
  return (
    <form class="number-entry" onSubmit={open} noValidate>
      <Field
        label={tell('scan.number')}
        hint={tell('scan.numberHint')}
        error={mistakeIn(reading, isTold.value)}
        code
        autoCapitalize="characters"
        autoComplete="off"
        spellcheck={false}
        value={typed.value}
        onInput={(text) => {
          const found = find(text);
          if (found && 'code' in found) onFound(found);
          typed.value = text;
          isTold.value = false;
        }}
      />
      <p class="number-progress" role="status">
        {reading.number !== null && (
          <>
            <Icon name="check" />
            {tell('scan.numberRight')}
          </>
        )}
        {reading.fault === 'too_short' &&
          reading.length > 0 &&
          !isTold.value &&
          tell('scan.charactersLeft', { count: NUMBER_LENGTH - reading.length })}
      </p>
      <Button kind={reading.number === null ? 'quiet' : 'primary'} type="submit" wide>
        {tell('scan.open')}
      </Button>
    </form>
  );
}

/** What is wrong and how to mend it; a number not yet whole is wrong only when she says it is ready. */
function mistakeIn(reading: NumberReading, isTold: boolean): string | null {
  switch (reading.fault) {
    case 'unknown_character':
      return tell('scan.unknownCharacter', { character: normalised(reading.character), place: reading.position });
    case 'too_long':
      return tell('scan.tooLong', { count: reading.length - NUMBER_LENGTH });
    case 'check_characters':
      return problemWords('voucher-number-mistyped')?.next ?? tell('scan.mistyped');
    case 'too_short':
      return isTold ? tell('scan.charactersLeft', { count: NUMBER_LENGTH - reading.length }) : null;
    default:
      return null;
  }
}
