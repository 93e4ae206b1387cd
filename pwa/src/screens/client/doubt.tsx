/** Whether a visit was recorded rightly: a client says that it was not, why, and reads what the office answers. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { DisputeSummary, SaidOfMonth, VisitSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Field } from '../../parts/field';
import { Notice } from '../../parts/notice';
import { OneOf } from '../../parts/one-of';
import { FailureView } from '../../parts/problem';
import type { Reading } from '../../parts/reading';
import { useSending } from '../../parts/sending';
import { sendOrKeep, unsent } from '../../parts/unsent';
import { type FeedbackKey, tell } from '../../words/feedback';
import { dayOf, shortDay, today } from '../../words/formats';
import { tell as tellVoice } from '../../words/voice';
import { disputeOf } from './voices';

const REASONS = ['nobody-came', 'times-differ', 'work-differs', 'other'] as const;
type Reason = (typeof REASONS)[number];
const MOST_WORDS = 4000;

interface DoubtProps {
  visit: VisitSummary;
  voices: Reading<SaidOfMonth>;
  mayDoubt: boolean;
}

export function Doubt({ visit, voices, mayDoubt }: DoubtProps) {
  const said = voices.answer;
  const dispute = disputeOf(said, visit.id);
  const isWaiting = unsent.value.some((one) => one.visit === visit.id && one.path === '/api/disputes' && !one.refused);
  const [done, setDone] = useState<'sent' | 'kept' | null>(null);
  if (visit.state === 'withdrawn') return null;
  const isSettled = said !== null && said.disputedUntil < today();
  return (
    <section class="part" aria-labelledby="doubt">
      <h2 id="doubt">{tell('doubt.title')}</h2>
      {done === 'sent' && (
        <Notice kind="done" focused title={tell('doubt.sent')}>
          <p>{tell('doubt.what')}</p>
        </Notice>
      )}
      {(isWaiting || done === 'kept') && done !== 'sent' && (
        <Notice kind="info" focused={done === 'kept'} title={tellVoice('say.kept')}>
          <p>{tell('say.keptNext')}</p>
        </Notice>
      )}
      {dispute && <Disputed dispute={dispute} mayWithdraw={mayDoubt} onWithdrawn={voices.again} />}
      {isSettled && !dispute && (
        <Notice kind="info" announced={false} title={tell('doubt.settled')}>
          <p>{tell('doubt.settledNext', { day: shortDay(said.disputedUntil) })}</p>
        </Notice>
      )}
      {mayDoubt && !isSettled && !isWaiting && dispute?.state !== 'open' && done === null && (
        <Raise
          visit={visit}
          onDone={(isSent) => {
            setDone(isSent ? 'sent' : 'kept');
            if (isSent) voices.again();
          }}
        />
      )}
    </section>
  );
}

interface DisputedProps {
  dispute: DisputeSummary;
  mayWithdraw: boolean;
  onWithdrawn: () => void;
}

function Disputed({ dispute, mayWithdraw, onWithdrawn }: DisputedProps) {
  const sending = useSending();
  const withdraw = () =>
    sending.send(async () => {
      await ask('DELETE', `/api/disputes/${dispute.id}`);
      onWithdrawn();
    });
  const isLate = dispute.dueOn < today();
  const day = shortDay(dispute.dueOn);
  return (
    <Card title={tell(`doubt.${dispute.reason}` as FeedbackKey)} level={3}>
      <div class="said">
        {dispute.words && <blockquote>{dispute.words}</blockquote>}
        {dispute.state === 'open' && (
          <>
            <p>{isLate ? tell('say.late', { day }) : tellVoice('voice.disputed', { day })}</p>
            {sending.failure !== null && <FailureView failure={sending.failure} />}
            {mayWithdraw && (
              <Button busy={sending.busy} onClick={() => void withdraw()}>
                {tell('doubt.withdraw')}
              </Button>
            )}
          </>
        )}
        {dispute.outcome && dispute.answeredAt && (
          <>
            <p>
              <strong>{tell(`doubt.${dispute.outcome}` as FeedbackKey)}.</strong>{' '}
              {tell('say.answer', { day: shortDay(dayOf(dispute.answeredAt)) })}
            </p>
            <blockquote>{dispute.answer}</blockquote>
            <p class="soft">{tell('doubt.notSatisfied')}</p>
          </>
        )}
      </div>
    </Card>
  );
}

function Raise({ visit, onDone }: { visit: VisitSummary; onDone: (isSent: boolean) => void }) {
  const [isAsked, setAsked] = useState(false);
  const [reason, setReason] = useState<Reason | ''>('');
  const [isTold, setTold] = useState(false);
  const [words, setWords] = useState('');
  const sending = useSending();
  // One id for one dispute, however often it is sent.
  const id = useRef(crypto.randomUUID());
  if (!isAsked) {
    return (
      <Button wide icon="warn" onClick={() => setAsked(true)}>
        {tell('doubt.no')}
      </Button>
    );
  }
  const send = (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (reason === '') return;
    void sending.send(async () => {
      const body = { id: id.current, visit: visit.id, reason, words: words.trim(), raisedAt: new Date().toISOString() };
      onDone(await sendOrKeep({ id: id.current, path: '/api/disputes', body, visit: visit.id }));
    });
  };
  return (
    <form class="part" noValidate onSubmit={send}>
      <OneOf
        legend={tell('doubt.legend')}
        value={reason}
        error={isTold && reason === '' ? tell('doubt.choose') : null}
        options={REASONS.map((one) => [one, tell(`doubt.${one}`)])}
        onChoose={setReason}
      />
      <Field label={tell('doubt.words')} value={words} onInput={setWords} lines={3} maxLength={MOST_WORDS} />
      <p class="soft">{tell('doubt.what')}</p>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('doubt.send')}
      </Button>
    </form>
  );
}
