/** Records of hers that were refused and that this phone cannot read: without this she would never hear of them. */

import { letGoOfUnread } from '../../offline/own-phone';
import { madeAt } from '../../offline/own-visit';
import { unreadEntries } from '../../offline/signals';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { ProblemView } from '../../parts/problem';
import { session } from '../../session';
import { tell } from '../../words/device';
import { moment } from '../../words/formats';

export function NotAccepted() {
  const refused = unreadEntries.value.filter(({ state }) => state === 'refused');
  if (refused.length === 0) return null;
  return (
    <Notice
      kind="warn"
      announced={false}
      title={tell('device.notAccepted', { count: refused.length })}
      action={
        <Button onClick={() => void letGoOfUnread(session.peek()?.person.id ?? '')}>
          {tell('device.notAcceptedLetGo')}
        </Button>
      }
    >
      <p>{tell('device.notAcceptedMeans')}</p>
      {refused.map(({ id, problem }) => (
        <div key={id}>
          <p class="soft">{tell('device.notAcceptedMade', { moment: moment(new Date(madeAt(id))) })}</p>
          {problem && <ProblemView problem={problem} announced={false} />}
        </div>
      ))}
    </Notice>
  );
}
