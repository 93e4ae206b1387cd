/** Settled visits of which another record came afterwards: what was settled beside what it comes to now, and the credit. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { LatePage, LateRecord, RuleSaid } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { whenSaid } from '../../parts/review-facts';
import { useSending } from '../../parts/sending';
import { grouped } from '../../rules/number';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { columnDay, duration, moment } from '../../words/formats';
import { tell } from '../../words/late';
import { CreditLine } from './credit-line';
import { LetStand } from './let-stand';

const PATH = '/api/late-records';
/** That it was changed is what all of them have in common. */
const COMMON = 'changed-after-settlement';

export function ChangedSince() {
  const reading = useReading<LatePage>(PATH);
  const [more, setMore] = useState<LatePage[]>([]);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [did, setDid] = useState<'credited' | 'stands' | null>(null);
  const sending = useSending();
  const pages = reading.answer ? [reading.answer, ...more] : [];
  const lines = pages.flatMap((page) => page.lines).filter(({ record }) => !gone.has(record));
  const said = pages.flatMap((page) => page.rules);
  const next = pages.at(-1)?.next ?? null;
  const decided = (line: LateRecord, what: 'credited' | 'stands') => {
    setGone(new Set([...gone, line.record]));
    setDid(what);
  };
  return (
    <div class="part">
      <AgeOf reading={reading} />
      {did && (
        <Notice key={gone.size} kind="done" title={tell(`late.did.${did}`)}>
          <p>{tell(`late.did.${did}Next`)}</p>
        </Notice>
      )}
      {reading.answer === null && reading.failure === null && <Busy what={tell('late.loading')} />}
      {reading.answer && lines.length === 0 && (
        <Empty title={tell('late.none')} icon="check">
          <p>{tell('late.noneNext')}</p>
        </Empty>
      )}
      {lines.length > 0 && <p>{tell('late.what')}</p>}
      {lines.map((line) => (
        <Changed key={line.record} line={line} said={said} onDecided={(what) => decided(line, what)} />
      ))}
      {next && (
        <Button
          busy={sending.busy}
          onClick={() =>
            void sending.send(async () => {
              setMore([...more, await ask<LatePage>('GET', `${PATH}?${new URLSearchParams({ after: next })}`)]);
            })
          }
        >
          {tell('late.more')}
        </Button>
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
    </div>
  );
}

interface ChangedProps {
  line: LateRecord;
  said: RuleSaid[];
  onDecided: (what: 'credited' | 'stands') => void;
}

function Changed({ line, said, onDecided }: ChangedProps) {
  const { settled, credited, reckoned, proposal } = line;
  const why = said.filter(({ rule, isReason }) => isReason && rule !== COMMON && line.rules.includes(rule));
  const settledLine = {
    visitId: line.visitId,
    clientName: line.clientName,
    day: line.settledDay,
    priceCents: settled.priceCents,
    creditedCents: credited.priceCents,
  };
  return (
    <Card title={`${line.clientName}, ${columnDay(line.settledDay)}`} level={2}>
      <p class="soft">
        {line.provider.name}, {line.workerName}. {say(line.service)}, {grouped(line.voucherNumber)}
      </p>
      <div class="review-facts">
        <section class="review-fact">
          <h3>{tell('late.settled')}</h3>
          <p>
            <strong>{euros(settled.priceCents)}</strong>, {duration(line.settledMinutes)}
          </p>
          <p>{shared(settled)}</p>
          {credited.priceCents > 0 && <p>{tell('late.credited', { sum: euros(credited.priceCents) })}</p>}
          <p>
            <a href={`/settlements/${line.settlementId}`}>
              {tell('late.settlement', { number: line.settlementNumber })}
            </a>
          </p>
        </section>
        <section class="review-fact">
          <h3>{tell('late.now')}</h3>
          <p>
            <strong>{euros(reckoned.priceCents)}</strong>
            {!line.isWithdrawn && `, ${duration(line.minutes)}`}
          </p>
          {line.isWithdrawn ? <p>{tell('late.withdrawn')}</p> : <p>{shared(reckoned)}</p>}
          {!line.isWithdrawn && <p>{whenSaid(line)}</p>}
          {why.map(({ rule, title }) => (
            <p key={rule}>{say(title)}</p>
          ))}
          <p class="soft">{tell('late.received', { moment: moment(line.receivedAt) })}</p>
        </section>
      </div>
      {proposal?.isAnew && <p>{tell('late.anew')}</p>}
      {proposal === null && <p>{tell('late.noProposal')}</p>}
      <div class="buttons">
        {proposal && (
          <CreditLine
            line={settledLine}
            proposed={{ ...proposal, record: line.record }}
            onCredited={() => onDecided('credited')}
          />
        )}
        <LetStand line={line} onStands={() => onDecided('stands')} />
      </div>
    </Card>
  );
}

function shared({ organiserCents, ownLiabilityCents }: LateRecord['settled']): string {
  return tell('late.pays', { organiser: euros(organiserCents), own: euros(ownLiabilityCents) });
}
