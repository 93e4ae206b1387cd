/** The languages side by side, each named in itself, changed at a tap. */
import { ahead, chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language, t } from '../words';
import { chooseSami, OFFERED, SAMI_NAMES } from '../words/sami';
import { Button } from './button';

export function LanguageChoice() {
  const chosen = ahead.value?.language ?? language.value;
  return (
    <fieldset class="choice">
      <legend>{t('menu.language')}</legend>
      <div class="choice-row">
        {LANGUAGES.map((one) => (
          <Button key={one} pressed={one === chosen} onClick={() => void chooseLanguage(one)}>
            <span lang={one}>{LANGUAGE_NAMES[one]}</span>
          </Button>
        ))}
        {OFFERED.map((one) => (
          <Button key={one} pressed={one === chosen} onClick={() => void chooseSami(one)}>
            <span lang={one}>{SAMI_NAMES[one]}</span>
          </Button>
        ))}
      </div>
    </fieldset>
  );
}
