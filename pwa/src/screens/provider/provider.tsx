/** The provider's office: the month's visits as they arrive, their sum, and which of them go to review and why. */
import { effect } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { PhoneSummary, VisitSummary, Waiting } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Fetched } from '../../parts/fetched';
import { Field } from '../../parts/field';
import { Figures } from '../../parts/figures';
import { type Column, Ledger } from '../../parts/ledger';
import { deviationSaid } from '../../parts/left-reason';
import { useLive } from '../../parts/live';
import { MonthChoice } from '../../parts/month-choice';
import { PresenceSeen } from '../../parts/presence-seen';
import { useReading } from '../../parts/reading';
import { Reasons } from '../../parts/reasons';
import { Screen } from '../../parts/screen';
import { holdsWords } from '../../parts/search';
import { StateLamp } from '../../parts/state-lamp';
import { keepTold } from '../../parts/told-here';
import { counted, sumOfMinutes } from '../../parts/visit-days';
import { VisitPhotos } from '../../parts/visit-photos';
import { grouped } from '../../rules/number';
import { session } from '../../session';
import { say } from '../../words';
import { clockSpan, columnDay, count, dayOf, duration, monthName, today } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { tell as office } from '../../words/office';
import { tell } from '../../words/provider';
import { BroughtFile } from './brought-file';
import { FeedbackLink } from './feedback-link';
import { Phones } from './phones';

const FEEDBACK = () => import('./feedback');
const OWN_SYSTEMS = () => import('./own-systems');
const WORKERS = () => import('./workers');
const ROUNDS = () => import('./rounds');
const BANK_ACCOUNT = () => import('./bank-account');
const DEVIATIONS = () => import('./deviations');

const SETTLEMENT = () => import('./settlement');
const OWN_LIABILITY = () => import('./own-liability');
const HOURS = () => import('./working-hours');
const DESK = () => import('./desk');
const LETTERS = () => import('./letters');
const DOORS = () => import('./doors');
const TOLD = () => import('../../parts/told');

// The server forgets a browser with the session that asked to be told; in the next one it asks again.
effect(() => {
  const who = session.value;
  if (who?.role === 'provider') void keepTold(who);
});

export default function ProviderScreens({ path }: { path: string }) {
  if (path === '/feedback') return <Fetched key="feedback" part={FEEDBACK} given={{}} />;
  if (path === '/own-systems') return <Fetched key="own-systems" part={OWN_SYSTEMS} given={{}} />;
  if (path === '/bank-account') return <Fetched key="bank-account" part={BANK_ACCOUNT} given={{}} />;
  const [, client] = /^\/contact\/([^/]+)$/.exec(path) ?? [];
  if (client) return <Fetched key="letters" part={LETTERS} given={{ client }} />;
  if (/^\/doors(\/|$)/.test(path)) return <Fetched key="doors" part={DOORS} given={{ path }} />;
  if (path === '/told') return <Fetched key="told" part={TOLD} given={{}} />;
  if (path === '/contact') return <Fetched key="contact" part={DESK} given={{}} />;
  if (path === '/rounds') return <Fetched key="rounds" part={ROUNDS} given={{}} />;
  if (path === '/deviations') return <Fetched key="deviations" part={DEVIATIONS} given={{}} />;
  if (path === '/settlement') return <Fetched key="settlement" part={SETTLEMENT} given={{}} />;
  if (path === '/settlement/own-liability') return <Fetched key="own-liability" part={OWN_LIABILITY} given={{}} />;
  if (path === '/settlement/hours') return <Fetched key="hours" part={HOURS} given={{}} />;
  const isAboutWorkers = /^\/workers(\/|$)/.test(path);
  return isAboutWorkers ? <Fetched key="workers" part={WORKERS} given={{ path }} /> : <MonthOfVisits />;
}

function MonthOfVisits() {
  const [month, setMonth] = useState(today().slice(0, 7));
  const [wanted, setWanted] = useState('');
  const [onlyReview, setOnlyReview] = useState(false);
  const reading = useReading<VisitSummary[]>(`/api/visits?month=${month}`);
  const phones = useReading<PhoneSummary[]>('/api/phones');
  const waiting = useReading<Waiting>('/api/contact/waiting');
  const waits = (waiting.answer?.messages ?? 0) + (waiting.answer?.complaints ?? 0);
  const isLive = useLive(null, () => {
    reading.again();
    phones.again();
    waiting.again();
  });
  const visits = reading.answer ?? [];
  const toReview = visits.filter((visit) => visit.toReview.length > 0);
  const shown = (onlyReview ? toReview : visits).filter((visit) => holdsWords(wanted, wordsOf(visit)));
  return (
    <Screen title={tell('provider.title')} lede={session.value?.provider?.name} wide>
      <div class="tools">
        <MonthChoice month={month} onChoose={setMonth} />
        <Field type="search" label={tell('provider.search')} value={wanted} onInput={setWanted} />
      </div>
      <AgeOf reading={reading} />
      <Phones reading={phones} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('provider.loading')} />}
      {reading.answer && (
        <>
          <Figures
            figures={[
              [count(counted(shown).length), tell('provider.visits')],
              [duration(sumOfMinutes(shown)), tell('provider.hours')],
              [count(new Set(counted(shown).map((visit) => visit.clientName)).size), tell('provider.clients')],
            ]}
          />
          <div class="buttons">
            {toReview.length > 0 && (
              <Button icon="eye" pressed={onlyReview} onClick={() => setOnlyReview(!onlyReview)}>
                {tell('provider.onlyReview', { count: toReview.length })}
              </Button>
            )}
            {isLive && <StateLamp state="live" />}
          </div>
          {shown.length === 0 ? (
            <Empty title={wanted ? heading('search.nothing') : tell('provider.none')} icon="today">
              <p>{wanted ? heading('search.nothingNext') : tell('provider.noneNext')}</p>
            </Empty>
          ) : (
            <Ledger
              caption={tell('provider.caption', { month: monthName(month) })}
              columns={columns()}
              rows={shown}
              keyOf={(visit) => visit.id}
              sortedBy={{ key: 'time', descending: true }}
            />
          )}
        </>
      )}
      <BroughtFile
        onReceived={() => {
          reading.again();
          phones.again();
        }}
      />
      <div class="buttons">
        <Button href="/rounds" icon="today">
          {tell('provider.rounds')}
        </Button>
        <Button href="/settlement" icon="voucher">
          {tell('provider.settlement')}
        </Button>
        <Button href="/deviations" icon="eye">
          {tell('provider.deviations')}
        </Button>
        <Button href="/contact" icon="phone">
          {waits === 0 ? tell('provider.contact') : tell('provider.contactWaits', { count: waits })}
        </Button>
        <Button href="/doors" icon="home">
          {tell('provider.doors')}
        </Button>
        <Button href="/feedback" icon="bell">
          {office('office.open')}
        </Button>
        <Button href="/workers" icon="person">
          {tell('provider.workers')}
        </Button>
        <Button href="/bank-account" icon="voucher">
          {tell('provider.bankAccount')}
        </Button>
        <Button href="/own-systems" icon="send">
          {tell('provider.ownSystems')}
        </Button>
        <Button href="/told" icon="bell">
          {tell('provider.told')}
        </Button>
      </div>
    </Screen>
  );
}

/** Withdrawn, and received or to be looked at: what was withdrawn may still wait for a person's choice. */
function StateOf({ visit }: { visit: VisitSummary }) {
  const isWithdrawn = visit.state === 'withdrawn';
  return (
    <>
      {isWithdrawn && <StateLamp state="withdrawn" />}
      {visit.deviation && <p>{deviationSaid(visit.deviation)}</p>}
      {!isWithdrawn && <PresenceSeen presence={visit.presence} />}
      {(!isWithdrawn || visit.toReview.length > 0) && <Reasons slugs={visit.toReview} />}
      <VisitPhotos photos={visit.attachments} />
      {!isWithdrawn && (
        <FeedbackLink visit={visit.id} about={`${visit.clientName} ${clockSpan(visit.startedAt, visit.endedAt)}`} />
      )}
    </>
  );
}

function wordsOf(visit: VisitSummary): string[] {
  return [visit.clientName, visit.workerName, visit.voucherNumber, grouped(visit.voucherNumber), say(visit.service)];
}

function columns(): [Column<VisitSummary>, ...Column<VisitSummary>[]] {
  return [
    {
      key: 'client',
      title: heading('column.client'),
      cell: (visit) => visit.clientName,
      order: (visit) => visit.clientName,
    },
    {
      key: 'time',
      title: heading('column.time'),
      cell: (visit) => (
        <>
          {columnDay(dayOf(visit.startedAt))}{' '}
          <span class="kept-whole">{clockSpan(visit.startedAt, visit.endedAt)}</span>
        </>
      ),
      order: (visit) => visit.startedAt,
    },
    {
      key: 'length',
      title: heading('column.length'),
      cell: (visit) => duration(visit.minutes),
      order: (visit) => visit.minutes,
      numeric: true,
    },
    {
      key: 'service',
      title: heading('column.service'),
      cell: (visit) => say(visit.service),
      order: (visit) => say(visit.service),
    },
    {
      key: 'worker',
      title: heading('column.worker'),
      cell: (visit) => visit.workerName,
      order: (visit) => visit.workerName,
    },
    {
      key: 'voucher',
      title: heading('column.voucher'),
      cell: (visit) => <span class="number">{grouped(visit.voucherNumber)}</span>,
    },
    {
      key: 'state',
      title: heading('column.state'),
      cell: (visit) => <StateOf visit={visit} />,
      order: (visit) => visit.toReview.length,
    },
  ];
}
