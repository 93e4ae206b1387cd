/** Visits that clients say were not as recorded: the office checks each and answers; the record itself it never edits. */
import type { DisputeSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { AnswerForm } from '../../parts/answer-form';
import { Card } from '../../parts/card';
import { Due } from '../../parts/due';
import { Empty } from '../../parts/empty';
import { useLive } from '../../parts/live';
import { useReading } from '../../parts/reading';
import { dayOf, shortDay } from '../../words/formats';
import { type OfficeKey, tell } from '../../words/office';
import { visitSaid } from './feedback';

export function Disputes() {
  const reading = useReading<DisputeSummary[]>('/api/disputes');
  useLive(null, reading.again);
  const open = reading.answer?.filter(({ state }) => state === 'open') ?? [];
  const past = reading.answer?.filter(({ state }) => state !== 'open') ?? [];
  return (
    <section class="part" aria-labelledby="disputes">
      <h2 id="disputes">{tell('office.disputes')}</h2>
      <AgeOf reading={reading} />
      {reading.answer && open.length === 0 && (
        <Empty title={tell('office.noDisputes')} icon="check">
          <p>{tell('office.noDisputesNext')}</p>
        </Empty>
      )}
      {open.map((dispute) => (
        <Disputed key={dispute.id} dispute={dispute} onAnswered={reading.again} />
      ))}
      {past.length > 0 && (
        <details class="past">
          <summary>{tell('office.answered')}</summary>
          {past.map((dispute) => (
            <Disputed key={dispute.id} dispute={dispute} onAnswered={reading.again} />
          ))}
        </details>
      )}
    </section>
  );
}

function Disputed({ dispute, onAnswered }: { dispute: DisputeSummary; onAnswered: () => void }) {
  return (
    <Card title={tell(`office.reason.${dispute.reason}` as OfficeKey)} level={3}>
      <div class="said">
        <p class="soft">{visitSaid(dispute)}</p>
        {dispute.words && <blockquote>{dispute.words}</blockquote>}
        {dispute.state === 'withdrawn' && <p>{tell('office.withdrawn')}</p>}
        {dispute.state === 'open' && (
          <>
            <Due day={dispute.dueOn} />
            <AnswerForm path={`/api/disputes/${dispute.id}/answer`} asksOutcome onSent={onAnswered} />
          </>
        )}
        {dispute.outcome && dispute.answeredAt && (
          <>
            <p>
              <strong>{tell(`office.${dispute.outcome}` as OfficeKey)}</strong>, {shortDay(dayOf(dispute.answeredAt))}
            </p>
            <blockquote>{dispute.answer}</blockquote>
          </>
        )}
      </div>
    </Card>
  );
}
