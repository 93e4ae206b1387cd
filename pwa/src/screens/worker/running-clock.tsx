/** How long the visit has gone on, counted from its start by the clock it was begun by. */
import { useEffect, useState } from 'preact/hooks';
import type { OngoingVisit } from '../../offline/store';
import { nowIn } from '../../offline/visit-clock';
import { t } from '../../words';
import { clock } from '../../words/formats';

export function RunningClock({ visit }: { visit: OngoingVisit }) {
  const [now, setNow] = useState(() => nowIn(visit));
  useEffect(() => {
    const timer = setInterval(() => setNow(nowIn(visit)), 1000);
    return () => clearInterval(timer);
  }, [visit]);
  const seconds = Math.max(0, Math.floor((now - Date.parse(visit.startedAt)) / 1000));
  return (
    <p class="running-clock">
      <span class="running-time" role="timer">
        {spoken(seconds)}
      </span>
      <span>{t('ongoing.since', { time: clock(visit.startedAt) })}</span>
    </p>
  );
}

/** "32:10", from an hour on "1:05:10". */
function spoken(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
