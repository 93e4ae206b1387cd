/** The same name in the three languages, a field each. */

import type { Text } from '../../api/schema';
import { LANGUAGE_NAMES, LANGUAGES } from '../../words';
import { TypedField } from './typed-field';

interface NamesProps {
  at: string;
  title: string;
  name: Text;
  onChange: (name: Text) => void;
}

export function Names({ at, title, name, onChange }: NamesProps) {
  return (
    <fieldset class="fields">
      <legend>{title}</legend>
      <div class="fields-row">
        {LANGUAGES.map((one) => (
          <TypedField
            key={one}
            at={`${at}.${one}`}
            label={LANGUAGE_NAMES[one]}
            value={name[one]}
            maxLength={120}
            onInput={(said) => onChange({ fi: name.fi, sv: name.sv, en: name.en, [one]: said })}
          />
        ))}
      </div>
    </fieldset>
  );
}
