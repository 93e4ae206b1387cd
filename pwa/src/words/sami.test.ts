/** A Sámi language says what it can, Finnish the rest; days are its own from when it can say "today". */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { longDay } from './formats';
import { ahead, chooseLanguage, language, startWords, t } from './index';
import { tell } from './meter';
import { chooseSami, OFFERED, SAMI_NAMES } from './sami';

// No words of the languages: what says them here only tells which catalogue it is of.
vi.mock('./sami/se.json', () => ({
  default: {
    'menu.language': '[se]',
    'visit.count': { one: '[se] {count} one', two: '[se] {count} two', other: '[se] {count} other' },
    'meter.used': '[se] {time}',
  },
}));
vi.mock('./sami/smn.json', () => ({ default: { 'day.today': '[smn]' } }));
vi.mock('./sami/sms.json', () => ({ default: { 'day.today': '[sms]' } }));
const heard: string[] = [];
vi.mock('./marks', () => ({ markAs: () => (said: string) => heard.push(said) }));

const SUNDAY = '2026-11-22';
const kept = new Map<string, string>();
const html = { lang: 'fi' };

beforeEach(async () => {
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  vi.stubGlobal('document', { documentElement: html });
  vi.stubGlobal('navigator', { languages: ['sv-FI'] });
  await chooseLanguage('en');
  heard.length = 0;
});

describe('a catalogue that says little', () => {
  it('is said where it says something, and Finnish is where it does not', async () => {
    await chooseSami('se');
    expect(t('menu.language')).toBe('[se]');
    expect(t('menu.open')).toBe('Valikko');
    expect(tell('meter.used', { time: '2 t' })).toBe('[se] 2 t');
    expect(tell('meter.weeks', { count: 2 })).toBe('2 viikkoa');
  });

  it('does not make the page lie: it stays marked as Finnish, and what is said in the other is heard', async () => {
    await chooseSami('se');
    expect(html.lang).toBe('fi');
    expect(language.value).toBe('fi');
    t('menu.open');
    t('menu.language');
    expect(heard).toEqual(['[se]']);
  });

  it('has plural forms that Finnish has not, and Finnish sentences keep theirs', async () => {
    await chooseSami('se');
    expect([1, 2, 3].map((count) => t('visit.count', { count }))).toEqual(['[se] 1 one', '[se] 2 two', '[se] 3 other']);
    expect([1, 2, 3].map((count) => tell('meter.months', { count }))).toEqual([
      '1 kuukausi',
      '2 kuukautta',
      '3 kuukautta',
    ]);
  });

  it('leaves days to Finnish until it can say "today"', async () => {
    await chooseSami('se');
    expect(longDay(SUNDAY)).toBe('sunnuntai 22. marraskuuta');
    await chooseSami('smn');
    expect(longDay(SUNDAY)).toContain('pasepeeivi');
  });

  it('has its days in Finnish where the browser knows none of its own', async () => {
    expect(Intl.DateTimeFormat.supportedLocalesOf('sms')).toEqual([]);
    await chooseSami('sms');
    expect(longDay(SUNDAY)).toBe('sunnuntai 22. marraskuuta');
  });

  it('is left for a whole language altogether', async () => {
    await chooseSami('smn');
    await chooseLanguage('sv');
    expect(ahead.value).toBeNull();
    expect(t('menu.language')).toBe('Språk');
    expect(longDay(SUNDAY)).toBe('söndag 22 november');
    expect(html.lang).toBe('sv');
  });

  it('is kept on the phone, and spoken the next time', async () => {
    await chooseSami('smn');
    await chooseLanguage('en');
    kept.set('kotiseteli.language', 'smn');
    await startWords();
    expect(ahead.value?.language).toBe('smn');
    // Samoan begins as two of them do, and is none of them; the browser's own language is the next.
    kept.set('kotiseteli.language', 'sm');
    await startWords();
    expect([ahead.value, language.value]).toEqual([null, 'sv']);
  });
});

describe('what is offered', () => {
  it('says every sentence that all screens share', async () => {
    const shared = Object.keys(await import('./fi.json').then((module) => module.default));
    const whole = import.meta.glob<Record<string, unknown>>('./sami/*.json', { import: 'default', eager: true });
    for (const one of OFFERED) {
      expect(Object.keys(whole[`./sami/${one}.json`] ?? {})).toEqual(expect.arrayContaining(shared));
    }
    expect(
      Object.keys(SAMI_NAMES)
        .map((one) => `./sami/${one}.json`)
        .sort(),
    ).toEqual(Object.keys(whole).sort());
  });
});
