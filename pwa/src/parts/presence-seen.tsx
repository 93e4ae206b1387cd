/** What was read in the client's home during a visit, in words; nothing where nobody read anything. */
import type { VisitSummary } from '../api/schema';
import { tell } from '../words/presence-seen';
import { Icon } from './icon';

export function PresenceSeen({ presence }: { presence: VisitSummary['presence'] }) {
  if (presence === 'confirmed' || presence === 'tag-read') {
    return (
      <p class="visit-presence">
        <Icon name="check" /> {tell(`presence.${presence}`)}
      </p>
    );
  }
  // An answer kept by a build of before says nothing of it.
  return presence === 'not-confirmed' ? <p>{tell('presence.not-confirmed')}</p> : null;
}
