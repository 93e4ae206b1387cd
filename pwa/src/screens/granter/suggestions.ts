/**
 * Words to begin the grounds with, and the sections a decision usually rests on, by the kind of service. Suggestions
 * only: the case manager edits them, and what the organiser's own practice is decides.
 */
import type { PaperLanguage, Resolution } from './wire';

/** The section that a service rests on, and the one on deciding in social services where it is one. */
const SECTIONS: [slugs: RegExp, sections: string[]][] = [
  [/home-nursing/, ['1326/2010 25 §']],
  [/home-care|bathing/, ['1301/2014 19 a §', '1301/2014 45 §']],
  [/cleaning|meal|errand|support/, ['1301/2014 19 b §', '1301/2014 45 §']],
  [/carer/, ['937/2005 4 §', '1301/2014 45 §']],
  [/housing-24h/, ['1301/2014 21 c §', '1301/2014 45 §']],
  [/housing/, ['1301/2014 21 b §', '1301/2014 45 §']],
];
const UNKNOWN = ['1301/2014 45 §'];
const BY_VOUCHER = ['569/2009 3 §', '569/2009 6 §', '734/1992 12 §'];
export const RAISE_SECTIONS = ['569/2009 8 §'];

/** The sections suggested for a decision on this service, arranged in this way. */
export function suggestedBasis(serviceSlug: string, arranging: string): string[] {
  const own = SECTIONS.find(([slugs]) => slugs.test(serviceSlug))?.[1] ?? UNKNOWN;
  return [...own, ...(arranging === 'voucher' ? BY_VOUCHER : [])];
}

/** Sentences for the grounds, in the decision's own language. */
export function suggestedGrounds(resolution: Resolution, language: PaperLanguage, arranging: string): string[] {
  const isVoucher = resolution !== 'rejected' && arranging === 'voucher';
  return [...GROUNDS[language][resolution], ...(isVoucher ? [VOUCHER_CHOSEN[language]] : [])];
}

/** The client is heard of the way of arranging, and may refuse the voucher (569/2009 s.6). */
const VOUCHER_CHOSEN: Record<PaperLanguage, string> = {
  fi: 'Asiakasta on kuultu järjestämistavasta, ja hän on valinnut palvelusetelin.',
  sv: 'Klienten har hörts om sättet att ordna servicen och har valt en servicesedel.',
};

const GROUNDS: Record<PaperLanguage, Record<Resolution, string[]>> = {
  fi: {
    granted: [
      'Palvelutarpeen arvioinnin mukaan asiakas tarvitsee apua jokapäiväisistä toimista suoriutuakseen.',
      'Palvelu tukee asiakkaan kotona asumista.',
    ],
    partly: [
      'Palvelutarpeen arvioinnin mukaan asiakas tarvitsee palvelua haettua vähemmän.',
      'Muuhun haettuun apuun asiakas saa riittävän tuen muilla palveluilla.',
    ],
    rejected: [
      'Palvelutarpeen arvioinnin mukaan asiakas suoriutuu jokapäiväisistä toimista ilman haettua palvelua.',
      'Palvelun myöntämisen edellytykset eivät täyty.',
    ],
  },
  sv: {
    granted: [
      'Enligt bedömningen av servicebehovet behöver klienten hjälp för att klara de dagliga sysslorna.',
      'Servicen stöder klientens boende hemma.',
    ],
    partly: [
      'Enligt bedömningen av servicebehovet behöver klienten mindre service än vad som har sökts.',
      'För övrig hjälp som har sökts får klienten tillräckligt stöd genom annan service.',
    ],
    rejected: [
      'Enligt bedömningen av servicebehovet klarar klienten de dagliga sysslorna utan den sökta servicen.',
      'Förutsättningarna för att bevilja servicen uppfylls inte.',
    ],
  },
};

/** A sentence put after what is already written. */
export function withSentence(words: string, sentence: string): string {
  const before = words.trim();
  if (before.includes(sentence)) return words;
  return before ? `${before} ${sentence}` : sentence;
}
