/** The three languages side by side, each named in itself, changed at a tap. */
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language, t } from '../words';
import { Button } from './button';

export function LanguageChoice() {
  return (
    <fieldset class="choice">
      <legend>{t('menu.language')}</legend>
      <div class="choice-row">
        {LANGUAGES.map((one) => (
          <Button
            key={one}
            pressed={one === language.value}
            onClick={() => {
              void chooseLanguage(one);
            }}
          >
            <span lang={one}>{LANGUAGE_NAMES[one]}</span>
          </Button>
        ))}
      </div>
    </fieldset>
  );
}
