/** Finance's review: the visits that the rules left to a person, decided one by one or many at once. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ReviewLine, ReviewPage, ReviewSummary, RuleSaid } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Dialog } from '../../parts/dialog';
import { Empty } from '../../parts/empty';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { ReviewFacts, whenSaid } from '../../parts/review-facts';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { say } from '../../words';
import { type ReviewKey, tell } from '../../words/review';
import { ChangedSince } from './changed-since';
import { DecideForm } from './decide-form';
import type { Decided, Outcome } from './deciding';
import { Did } from './did';
import { QueueList } from './queue-list';
import '../../style/review.css';

type Which = 'waiting' | 'asked' | 'decided';

const WHICH: Which[] = ['waiting', 'asked', 'decided'];
const OPEN: Outcome[] = ['accepted', 'partly', 'rejected', 'asked'];
/** What can be decided where: a question is taken back as a decision is. */
const MAY: Record<Which, Outcome[]> = { waiting: OPEN, asked: [...OPEN, 'undone'], decided: ['undone'] };
const EMPTY: Record<Which, ReviewKey> = {
  waiting: 'review.emptyWaiting',
  asked: 'review.emptyAsked',
  decided: 'review.emptyDecided',
};
/** Those that are decided of, and those that were settled and have changed since. */
type Shown = Which | 'changed';
const SHOWN: Shown[] = [...WHICH, 'changed'];
/** On a desk the details stand beside the list. */
const DESK = '(min-width: 62rem)';

export default function Review({ isOfChanged }: { isOfChanged: boolean }) {
  const [shown, setShown] = useState<Shown>(isOfChanged ? 'changed' : 'waiting');
  return (
    <Screen title={tell('review.title')} lede={tell('review.lede')} back="/" wide>
      <div class="buttons review-which">
        {SHOWN.map((one) => (
          <Button key={one} pressed={one === shown} onClick={() => setShown(one)}>
            {tell(`review.which.${one}`)}
          </Button>
        ))}
        <Button icon="print" onClick={() => print()}>
          {tell('review.print')}
        </Button>
      </div>
      {shown === 'changed' ? <ChangedSince /> : <Deviations which={shown} />}
    </Screen>
  );
}

function Deviations({ which }: { which: Which }) {
  const [rule, setRule] = useState('');
  const [provider, setProvider] = useState('');
  const [client, setClient] = useState<ReviewLine | null>(null);
  const asked = new URLSearchParams({
    which,
    ...(rule && { rule }),
    ...(provider && { provider }),
    ...(client && { client: client.clientId }),
  });
  const summary = useReading<ReviewSummary>('/api/review/summary');
  const waits = summary.answer;
  return (
    <>
      <div class="tools review-tools">
        <Choice
          label={tell('review.rule')}
          value={rule}
          options={[
            ['', tell('review.anyRule')],
            ...(waits?.rules ?? []).map((one): [string, string] => [one.rule, counted(say(one.title), one.visits)]),
          ]}
          onChoose={setRule}
        />
        <Choice
          label={tell('review.provider')}
          value={provider}
          options={[
            ['', tell('review.anyProvider')],
            ...(waits?.providers ?? []).map((one): [string, string] => [
              one.providerId,
              counted(one.providerName, one.visits),
            ]),
          ]}
          onChoose={setProvider}
        />
      </div>
      {client && (
        <p>
          {tell('review.onlyClient', { name: client.clientName })}{' '}
          <Button kind="plain" icon="close" onClick={() => setClient(null)}>
            {tell('review.everyClient')}
          </Button>
        </p>
      )}
      <Queue
        key={asked.toString()}
        which={which}
        asked={asked.toString()}
        onClient={client ? null : setClient}
        onChanged={summary.again}
      />
    </>
  );
}

function counted(name: string, visits: number): string {
  return tell('review.counted', { name, count: visits });
}

interface QueueProps {
  which: Which;
  asked: string;
  /** None where only one client's are shown already. */
  onClient: ((line: ReviewLine) => void) | null;
  onChanged: () => void;
}

function Queue({ which, asked, onClient, onChanged }: QueueProps) {
  const reading = useReading<ReviewPage>(`/api/review?${asked}`);
  const [more, setMore] = useState<ReviewPage[]>([]);
  const [at, setAt] = useState<string | null>(null);
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const [isOpen, setOpen] = useState(false);
  const [deciding, setDeciding] = useState<Outcome | null>(null);
  const [did, setDid] = useState<Decided | null>(null);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const sending = useSending();
  const isDesk = matchMedia(DESK).matches;
  const box = useRef<HTMLDivElement>(null);

  const pages = reading.answer ? [reading.answer, ...more] : [];
  const lines = pages.flatMap((page) => page.lines).filter(({ visitId }) => !gone.has(visitId));
  const said: RuleSaid[] = pages.flatMap((page) => page.rules);
  const next = pages.at(-1)?.next ?? null;
  const current = lines.find(({ visitId }) => visitId === at) ?? lines[0] ?? null;
  const chosen = selected.size > 0 ? lines.filter(({ visitId }) => selected.has(visitId)) : current ? [current] : [];
  const may = MAY[which];
  const keys = Object.fromEntries(may.map((outcome, place) => [String(place + 1), outcome]));

  // The list is what one came for: the keyboard stands in it as soon as it is there.
  useEffect(() => {
    const isElsewhere = document.activeElement?.matches('main :not(h1)');
    if (reading.answer && isDesk && !isElsewhere) focusList();
  }, [reading.answer]);
  const focusList = (): void => {
    setTimeout(() => box.current?.querySelector<HTMLElement>('[role="option"][tabindex="0"]')?.focus());
  };
  const start = (outcome: Outcome): void => {
    if (chosen.length === 0 || (outcome === 'partly' && chosen.length > 1)) return;
    setDeciding(outcome);
  };
  const close = (): void => {
    setDeciding(null);
    focusList();
  };
  const decided = (now: Decided): void => {
    const done = new Set(now.done.map(({ visitId }) => visitId));
    const place = current ? lines.indexOf(current) : 0;
    const rest = lines.filter(({ visitId }) => !done.has(visitId));
    const following = lines.slice(place).find(({ visitId }) => !done.has(visitId)) ?? rest.at(-1);
    setAt(following?.visitId ?? null);
    setGone(new Set([...gone, ...done]));
    select(new Set());
    setOpen(false);
    setDid(now);
    close();
    onChanged();
    if (rest.length === 0) again();
  };
  const again = (): void => {
    setMore([]);
    setGone(new Set());
    reading.again();
  };
  const details = current && (
    <>
      <ReviewFacts line={current} said={said} />
      {onClient && (
        <Button kind="plain" icon="person" onClick={() => onClient(current)}>
          {tell('review.ofClient')}
        </Button>
      )}
    </>
  );
  const acts = (
    <div class={selected.size > 0 ? 'review-acts' : 'review-acts review-acts-of-one'}>
      {did && !isOpen && <Did decided={did} onUndone={again} />}
      {selected.size > 0 && (
        <p class="review-selected" role="status">
          {tell('review.selected', { count: chosen.length })}{' '}
          <Button kind="plain" onClick={() => select(new Set())}>
            {tell('review.unselect')}
          </Button>
        </p>
      )}
      <div class="buttons">
        {may.map((outcome, place) => (
          <Button key={outcome} kind={outcome === 'accepted' ? 'primary' : 'quiet'} onClick={() => start(outcome)}>
            <span class="key" aria-hidden="true">
              {place + 1}
            </span>{' '}
            {tell(`review.do.${outcome}`)}
          </Button>
        ))}
      </div>
      {chosen.length > 1 && may.includes('partly') && <p class="soft">{tell('review.onePart')}</p>}
    </div>
  );
  return (
    <div class="part" ref={box}>
      <AgeOf reading={reading} />
      {did && lines.length === 0 && <Did decided={did} onUndone={again} />}
      {reading.answer === null && reading.failure === null && <Busy what={tell('review.loading')} />}
      {reading.answer && lines.length === 0 && (
        <Empty title={tell(EMPTY[which])} icon="check">
          <p>{tell('review.emptyNext')}</p>
        </Empty>
      )}
      {lines.length > 0 && (
        <>
          <Keys />
          <div class="review-queue-acts">{acts}</div>
          <div class="review">
            <div class="review-queue">
              <QueueList
                lines={lines}
                said={said}
                at={current?.visitId ?? null}
                selected={selected}
                keys={keys}
                onMove={setAt}
                onSelect={select}
                onOpen={() => setOpen(!isDesk)}
                onDecide={start}
              />
              {next && (
                <Button
                  busy={sending.busy}
                  onClick={() =>
                    void sending.send(async () => {
                      const after = new URLSearchParams({ after: next });
                      setMore([...more, await ask<ReviewPage>('GET', `/api/review?${asked}&${after}`)]);
                    })
                  }
                >
                  {tell('review.more')}
                </Button>
              )}
              {sending.failure !== null && <FailureView failure={sending.failure} />}
            </div>
            {isDesk && (
              <section class="review-detail" aria-label={tell('review.detail')} aria-live="polite">
                {current && (
                  <h2>
                    {current.clientName}, {whenSaid(current)}
                  </h2>
                )}
                {details}
              </section>
            )}
          </div>
        </>
      )}
      {isOpen && !isDesk && current && deciding === null && (
        <Dialog title={`${current.clientName}, ${whenSaid(current)}`} onClose={() => setOpen(false)}>
          {details}
          {acts}
        </Dialog>
      )}
      {deciding && <DecideForm outcome={deciding} lines={chosen} onClose={close} onDecided={decided} />}
    </div>
  );
}

/** The keys, in sight wherever there is room for them. */
function Keys() {
  return (
    <p class="review-keys soft">
      {tell('review.keys')}: <span class="key">↑</span> <span class="key">↓</span> {tell('review.key.move')},{' '}
      <span class="key">{tell('review.space')}</span> {tell('review.key.select')}, <span class="key">Ctrl</span>+
      <span class="key">A</span> {tell('review.key.all')}, <span class="key">1</span>–<span class="key">4</span>{' '}
      {tell('review.do.accepted')}, {tell('review.do.partly')}, {tell('review.do.rejected')}, {tell('review.do.asked')}
    </p>
  );
}
