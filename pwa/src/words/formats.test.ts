/** Days, times and lengths read as people write them, in the county's time wherever the phone thinks it is. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { clock, clockSpan, columnDay, dayOf, duration, longDay, monthFrom, monthName, nearDay } from './formats';
import { chooseLanguage, type Language, t } from './index';

/** The spaces that keep a number and its unit on one line read as plain ones here. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

async function speak(language: Language): Promise<void> {
  await chooseLanguage(language);
}

beforeAll(() => {
  vi.stubGlobal('localStorage', { setItem: () => undefined, getItem: () => null });
  vi.stubGlobal('document', { documentElement: { lang: 'fi' } });
});

describe('an instant', () => {
  it('is told by the clock of Finland, in winter and in summer', async () => {
    await speak('fi');
    expect(clock('2026-11-22T07:05:00Z')).toBe('9.05');
    expect(clock('2026-07-01T07:05:00Z')).toBe('10.05');
    expect(clockSpan('2026-11-22T07:05:00Z', '2026-11-22T07:50:00Z')).toBe('9.05–9.50');
  });

  it('belongs to the day it is in Finland', () => {
    expect(dayOf('2026-11-21T22:00:00Z')).toBe('2026-11-22');
    expect(dayOf('2026-11-21T21:59:59Z')).toBe('2026-11-21');
  });

  it('is told without morning and afternoon in English too', async () => {
    await speak('en');
    expect(clock('2026-11-22T15:05:00Z')).toMatch(/^17[.:]05$/);
  });
});

describe('a length', () => {
  it('is said in hours and minutes', async () => {
    await speak('fi');
    expect(plain(duration(735))).toBe('12 t 15 min');
    expect(plain(duration(1800))).toBe('30 t');
    expect(plain(duration(0))).toBe('0 min');
    expect(plain(duration(-30))).toBe('−30 min');
    expect(plain(duration(735, 'long'))).toBe('12 tuntia 15 minuuttia');
  });
});

describe('a day', () => {
  it('is named in each language', async () => {
    await speak('fi');
    expect(longDay('2026-11-22')).toBe('sunnuntai 22. marraskuuta');
    expect(columnDay('2026-11-22')).toBe('su 22.11.');
    expect(monthName('2026-11')).toBe('marraskuu 2026');
    await speak('sv');
    expect(longDay('2026-11-22')).toBe('söndag 22 november');
    await speak('en');
    expect(longDay('2026-11-22')).toMatch(/Sunday.*22 November/);
  });

  it('is today or yesterday when it is, also after a night of summer time', async () => {
    await speak('fi');
    vi.useFakeTimers({ now: new Date('2026-10-25T21:30:00Z') });
    expect(nearDay('2026-10-25')).toBe(t('day.today'));
    expect(nearDay('2026-10-24')).toBe(t('day.yesterday'));
    expect(nearDay('2026-10-23')).toBe('perjantai 23. lokakuuta');
    vi.useRealTimers();
  });

  it('lies in a month that has a next and a previous one', () => {
    expect(monthFrom('2026-12', 1)).toBe('2027-01');
    expect(monthFrom('2026-01', -1)).toBe('2025-12');
  });
});

describe('a sentence', () => {
  it('takes its values and its plural form', async () => {
    await speak('fi');
    expect(t('visit.count', { count: 1 })).toBe('1 käynti');
    expect(t('visit.count', { count: 3 })).toBe('3 käyntiä');
    expect(t('voucher.validUntil', { day: '1.1.2027' })).toBe('Voimassa 1.1.2027 asti');
  });
});
