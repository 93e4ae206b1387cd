/** What was otherwise than booked, in words; of a code that this build does not know, that something was. */
import { isKnownCode } from '../rules/deviation';
import { tell } from '../words/deviation';

export function deviationSaid(code: string): string {
  return tell(isKnownCode(code) ? `deviation.${code}` : 'deviation.unknown');
}
