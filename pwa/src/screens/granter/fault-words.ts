/** What is wrong with an answer, in words, at its question. */
import { problemWords } from '../../words';
import { tell } from '../../words/calculator';
import { phrase } from '../../words/granter';
import type { Fault } from './decision-body';

export function saidOf(fault: Fault | undefined): string | null {
  if (!fault) return null;
  if ('missing' in fault) return phrase(fault.missing);
  if ('typed' in fault) return tell(`wrong.${fault.typed}`);
  const words = problemWords(fault.slug);
  return words ? `${words.title}. ${words.next}` : fault.slug;
}
