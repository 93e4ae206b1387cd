/** A visit that has begun and is not recorded yet, as far as the worker's phone had a network to say so. */
import { useEffect } from 'preact/hooks';
import type { ActedFor, GoingOn, VisitSummary } from '../../api/schema';
import { Notice } from '../../parts/notice';
import { useReading } from '../../parts/reading';
import { say } from '../../words';
import { tell } from '../../words/client';
import { clock } from '../../words/formats';

interface GoingOnProps {
  person: ActedFor;
  /** Read anew together with these: a visit that is recorded goes on no more. */
  visits: VisitSummary[] | null;
}

export function VisitsGoingOn({ person, visits }: GoingOnProps) {
  const { answer, again } = useReading<GoingOn[]>(`/api/arrivals?client=${person.id}`);
  useEffect(() => {
    if (visits) again();
  }, [visits]);
  const recorded = new Set(visits?.map(({ id }) => id));
  return (
    <>
      {answer
        ?.filter(({ visit }) => !recorded.has(visit))
        .map(({ visit, workerName, service, startedAt }) => (
          <Notice
            key={visit}
            kind="info"
            title={tell('client.goingOn', { worker: workerName, time: clock(startedAt) })}
          >
            <p>{say(service)}</p>
          </Notice>
        ))}
    </>
  );
}
