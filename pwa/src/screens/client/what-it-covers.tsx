/** What a mandate covers and until when, in plain words. */
import type { MandateSummary } from '../../api/schema';
import { shortDay, today } from '../../words/formats';
import { type MandateKey, tell } from '../../words/mandates';

type Terms = Pick<MandateSummary, 'scopes' | 'lastDay'> & Partial<Pick<MandateSummary, 'firstDay'>>;

export function WhatItCovers({ terms }: { terms: Terms }) {
  return (
    <>
      <p>{tell('mandates.may')}</p>
      <ul class="covers">
        {terms.scopes.map((scope) => (
          <li key={scope}>{tell(`scope.${scope}` as MandateKey)}</li>
        ))}
      </ul>
      <p class="soft">
        {terms.firstDay && terms.firstDay > today() && `${tell('mandates.from', { day: shortDay(terms.firstDay) })}. `}
        {terms.lastDay ? tell('mandates.until', { day: shortDay(terms.lastDay) }) : tell('mandates.untilEnded')}
      </p>
    </>
  );
}
