/** The three languages say the same things: same keys, same values in the sentences, every plural form a language needs. */
import { describe, expect, it } from 'vitest';
import problemsEn from '../../../backend/words/problems.en.json';
import problemsFi from '../../../backend/words/problems.fi.json';
import problemsSv from '../../../backend/words/problems.sv.json';

type Sentence = string | Record<string, string>;

/** Every catalogue by its file: `./fi.json`, and `./granter.fi.json` of one role's screens. */
const files = import.meta.glob<Record<string, Sentence>>('./*.json', { import: 'default', eager: true });
const catalogues = (language: string) =>
  Object.entries(files)
    .filter(([name]) => name.endsWith(`${language}.json`))
    .sort(([one], [other]) => (one.replace(`${language}.json`, '') < other.replace(`${language}.json`, '') ? -1 : 1))
    .map(([, catalogue]) => catalogue);

const screens: Record<string, Record<string, Sentence>> = Object.fromEntries(
  ['fi', 'sv', 'en'].map((language) => [language, Object.assign({}, ...catalogues(language))]),
);
const problems: Record<string, Record<string, { title: string; next: string }>> = {
  fi: problemsFi,
  sv: problemsSv,
  en: problemsEn,
};

function valuesIn(sentence: Sentence): string[] {
  const forms = typeof sentence === 'string' ? [sentence] : Object.values(sentence);
  return [...new Set(forms.flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();
}

describe.each(['sv', 'en'])('the catalogue in %s', (language) => {
  it('has the keys of the Finnish one, in the same order', () => {
    expect(Object.keys(screens[language] ?? {})).toEqual(Object.keys(screens.fi ?? {}));
  });

  it('says every sentence with the same values', () => {
    for (const [key, sentence] of Object.entries<Sentence>(screens.fi ?? {})) {
      expect(valuesIn(screens[language]?.[key] ?? ''), key).toEqual(valuesIn(sentence));
    }
  });

  it('explains the same problems', () => {
    expect(Object.keys(problems[language] ?? {})).toEqual(Object.keys(problemsFi));
  });
});

describe.each(['fi', 'sv', 'en'])('the words in %s', (language) => {
  it('have every plural form the language needs', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const sentence of Object.values(screens[language] ?? {})) {
      if (typeof sentence !== 'string') expect(Object.keys(sentence).toSorted()).toEqual(needed);
    }
  });

  it('always give a next step', () => {
    for (const { title, next } of Object.values(problems[language] ?? {})) {
      expect(title).not.toBe('');
      expect(next).toMatch(/[.!]$/);
    }
  });
});

it('are told apart by their keys, whichever screens they come with', () => {
  const together = catalogues('fi').flatMap((catalogue) => Object.keys(catalogue));
  expect(together.filter((key, place) => together.indexOf(key) !== place)).toEqual([]);
});

describe('the Sámi catalogues', () => {
  const few = import.meta.glob<Record<string, Sentence>>('./sami/*.json', { import: 'default', eager: true });
  it.each(Object.entries(few))(
    '%s says sentences that there are, with their values and its own plural forms',
    (name, said) => {
      const { pluralCategories } = new Intl.PluralRules(name.replace(/.*\/|\.json/g, '')).resolvedOptions();
      for (const [key, sentence] of Object.entries(said)) {
        expect(valuesIn(sentence), key).toEqual(valuesIn(screens.fi?.[key] ?? ''));
        expect(screens.fi, key).toHaveProperty([key]);
        if (typeof sentence !== 'string') expect(Object.keys(sentence).toSorted()).toEqual(pluralCategories.toSorted());
      }
    },
  );
});

describe('the reasons of a figure', () => {
  const rules = import.meta.glob<string>('../rules/*.ts', { query: '?raw', import: 'default', eager: true });
  const source = Object.entries(rules)
    .filter(([name]) => !name.endsWith('.test.ts'))
    .map(([, text]) => text)
    .join('');

  it('have words for every rule and step that the rules name', () => {
    const named = [
      ...[...source.matchAll(/(?:explained|plain)\('([a-z-]+)'/g)].map(([, rule]) => `rule.${rule}`),
      ...[...source.matchAll(/(?:figure\(|what: )'([a-z-]+)'/g)].map(([, what]) => `figure.${what}`),
    ];
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((key) => !(key in (screens.fi ?? {})))).toEqual([]);
  });
});
