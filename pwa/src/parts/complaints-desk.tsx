/** What clients complain of, for its receiver: until when each is to be answered in writing, and the answers given. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ComplaintSummary } from '../api/schema';
import '../style/feedback.css';
import { tell } from '../words/desk';
import { dayOf, shortDay } from '../words/formats';
import { AgeOf } from './age';
import { AnswerForm } from './answer-form';
import { Busy } from './busy';
import { Card } from './card';
import { Due } from './due';
import { Empty } from './empty';
import { useLive } from './live';
import { Notice } from './notice';
import { useReading } from './reading';

interface DeskProps {
  title: string;
  what: string;
  /** Whether each says whom it is about: at the provider it is the provider. */
  saysAbout?: boolean;
}

export function ComplaintsDesk({ title, what, saysAbout = false }: DeskProps) {
  const reading = useReading<ComplaintSummary[]>('/api/complaints');
  const [isSent, setSent] = useState(false);
  useLive(null, reading.again);
  const waiting = reading.answer?.filter(({ answer }) => answer === null) ?? [];
  const answered = reading.answer?.filter(({ answer }) => answer !== null) ?? [];
  return (
    <section class="part" aria-labelledby="complaints">
      <h2 id="complaints">{title}</h2>
      <p class="soft">{what}</p>
      <AgeOf reading={reading} />
      {isSent && <Notice kind="done" title={tell('desk.sent')} />}
      {reading.answer === null && reading.failure === null && <Busy what={tell('desk.loading')} />}
      {reading.answer && waiting.length === 0 && (
        <Empty title={tell('desk.none')} icon="check">
          <p>{tell('desk.noneNext')}</p>
        </Empty>
      )}
      {waiting.map((one) => (
        <Complaint key={one.id} one={one} saysAbout={saysAbout}>
          <Due day={one.dueOn} />
          <AnswerForm
            path={`/api/complaints/${one.id}/answer`}
            onSent={() => {
              setSent(true);
              reading.again();
            }}
          />
        </Complaint>
      ))}
      {answered.length > 0 && (
        <details class="past">
          <summary>{tell('desk.past')}</summary>
          {answered.map((one) => (
            <Complaint key={one.id} one={one} saysAbout={saysAbout}>
              {one.answeredAt && <h4>{shortDay(dayOf(one.answeredAt))}</h4>}
              <blockquote>{one.answer}</blockquote>
            </Complaint>
          ))}
        </details>
      )}
    </section>
  );
}

interface ComplaintProps {
  one: ComplaintSummary;
  saysAbout: boolean;
  children: ComponentChildren;
}

function Complaint({ one, saysAbout, children }: ComplaintProps) {
  const day = shortDay(dayOf(one.madeAt));
  return (
    <Card title={one.clientName} level={3}>
      <div class="said">
        <p class="soft">{tell('desk.from', { name: one.madeBy, day })}</p>
        {saysAbout && (
          <p>{one.providerName ? tell('desk.about', { provider: one.providerName }) : tell('desk.aboutCounty')}</p>
        )}
        <blockquote>{one.words}</blockquote>
        {children}
      </div>
    </Card>
  );
}
