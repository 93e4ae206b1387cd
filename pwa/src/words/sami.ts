/**
 * Room for the three Sámi languages. A catalogue of one may say little: what it does not say is said in Finnish, sentence
 * by sentence, and the page is marked as Finnish, with what is said in Sámi marked as that (docs/decisions/0049).
 */
import { chooseLanguage, type Sentence } from './index';
import { markAs } from './marks';

export type Sami = 'se' | 'smn' | 'sms';

/** Each named in itself. */
export const SAMI_NAMES: Record<Sami, string> = {
  se: 'davvisámegiella',
  smn: 'anarâškielâ',
  sms: 'nuõrttsääʹmǩiõll',
};

/** Those that can be chosen: whose catalogue says every sentence of `fi.json`, which all screens share. None does yet. */
export const OFFERED: readonly Sami[] = [];

const CATALOGUES: Record<Sami, () => Promise<{ default: Partial<Record<string, Sentence>> }>> = {
  se: () => import('./sami/se.json'),
  smn: () => import('./sami/smn.json'),
  sms: () => import('./sami/sms.json'),
};

/** Speak a Sámi language as far as its catalogue goes, and remember it on this phone. */
export async function chooseSami(chosen: Sami): Promise<void> {
  const sentences = (await CATALOGUES[chosen]()).default;
  const hear = markAs(chosen);
  await chooseLanguage('fi', { language: chosen, sentences, hear });
}
