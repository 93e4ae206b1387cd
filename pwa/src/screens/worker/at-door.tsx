/** Under a visit of the round: where the client lives, how one comes in and what was noted last; gone with its time. */
import { isStillKept } from '../../offline/door-notes';
import { provisions } from '../../offline/signals';
import { DoorSaid } from '../../parts/door-said';
import { Notice } from '../../parts/notice';
import { tell } from '../../words/doors';
import { shortDay } from '../../words/formats';

export function AtDoor({ visit, name }: { visit: string; name: string }) {
  const door = provisions.value?.doors?.doors.find((one) => one.visits.includes(visit) && isStillKept(one));
  if (!door) return null;
  return (
    <details class="at-door">
      <summary>
        {tell('doors.atDoor')}
        <span class="for-ears"> {name}</span>
      </summary>
      <div>
        {door.hasSafetyBan && (
          <Notice kind="warn" announced={false} title={tell('doors.ban')}>
            <p>{tell('doors.banWorker')}</p>
          </Notice>
        )}
        <DoorSaid address={door.address} door={door.door} doorKey={door.key} safety={door.safety} />
        {door.lastNotes.length > 0 && (
          <dl class="door-said">
            <div>
              <dt>{tell('doors.last')}</dt>
              {door.lastNotes.map(({ day, workerName, words }) => (
                <dd key={`${day} ${workerName} ${words}`}>
                  <small>{tell('doors.lastOf', { day: shortDay(day), name: workerName })}</small>
                  {`\n${words}`}
                </dd>
              ))}
            </div>
          </dl>
        )}
      </div>
    </details>
  );
}
