/** The visits of a month, each with where it stands, why, and what the office does about it; to be searched and sorted. */
import { useState } from 'preact/hooks';
import type { ChangedSince, ProviderLine, ProviderLines, ProviderMonth, RuleSaid } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Choice } from '../../parts/choice';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { type Column, Ledger } from '../../parts/ledger';
import { useLive } from '../../parts/live';
import { useReading } from '../../parts/reading';
import { holdsWords } from '../../parts/search';
import { grouped } from '../../rules/number';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { type EarnedKey, tell } from '../../words/earned';
import { clockSpan, columnDay, dayOf, duration, monthName, shortDay } from '../../words/formats';
import { tell as heading } from '../../words/ledger';

interface LinesProps {
  month: string;
  /** What the month holds. */
  sums: ProviderMonth;
  /** "all", or "state accepted", or "todo wait". */
  shown: string;
  onShow: (what: string) => void;
}

export function SettlementLines({ month, sums, shown, onShow }: LinesProps) {
  const [wanted, setWanted] = useState('');
  const reading = useReading<ProviderLines>(`/api/provider-month/lines?month=${month}`);
  useLive(null, reading.again);
  const { lines, rules } = reading.answer ?? { lines: [], rules: [] };
  const found = lines.filter((line) => isOf(line, shown) && holdsWords(wanted, wordsOf(line, rules)));
  return (
    <section class="part" aria-labelledby="lines">
      <h2 id="lines" tabIndex={-1}>
        {tell('earned.lines')}
      </h2>
      <div class="tools">
        <Choice label={tell('earned.which')} value={shown} options={choicesOf(sums)} onChoose={onShow} />
        <Field type="search" label={tell('earned.search')} value={wanted} onInput={setWanted} />
      </div>
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('earned.linesLoading')} />}
      {reading.answer && found.length === 0 && (
        <Empty title={tell('earned.noLines')} icon="search">
          <p>{tell('earned.noLinesNext')}</p>
        </Empty>
      )}
      {found.length > 0 && (
        <Ledger
          caption={tell('earned.caption', { month: monthName(month) })}
          columns={columns(rules)}
          rows={found}
          keyOf={({ visitId }) => visitId}
          sortedBy={{ key: 'time', descending: true }}
        />
      )}
    </section>
  );
}

function choicesOf({ states, todos }: ProviderMonth): [string, string][] {
  return [
    ['all', tell('earned.all')],
    ...states.map(({ state }): [string, string] => [`state ${state}`, tell(`earned.state.${state}`)]),
    ...todos.map(({ todo }): [string, string] => [`todo ${todo}`, tell(`earned.todo.${todo}`)]),
  ];
}

function isOf({ state, todo }: ProviderLine, shown: string): boolean {
  return shown === 'all' || shown === `state ${state}` || shown === `todo ${todo}`;
}

function wordsOf(line: ProviderLine, rules: RuleSaid[]): string[] {
  return [
    ...[line.clientName, line.workerName, line.voucherNumber, grouped(line.voucherNumber), say(line.service)],
    ...whyOf(line, rules).map(({ title }) => say(title)),
  ];
}

/** What the rules found, in words; that a visit is within its grant is the reason only where nothing else is. */
function whyOf(line: ProviderLine, rules: RuleSaid[]): RuleSaid[] {
  const found = line.rules.map((slug) => rules.find(({ rule }) => rule === slug)).filter((one) => one !== undefined);
  const others = found.filter(({ rule }) => !rule.startsWith('within-'));
  return others.length > 0 ? others : found;
}

/** What a decision says, where somebody has decided. */
function decidedOf({ outcome }: ProviderLine): string | null {
  return outcome && tell(`earned.decided.${outcome}` as EarnedKey);
}

function State({ line, rules }: { line: ProviderLine; rules: RuleSaid[] }) {
  const why = whyOf(line, rules);
  const isOver = line.state === 'settled' || line.state === 'paid' || line.state === 'credited';
  return (
    <div class="earned-state">
      <strong>{tell(`earned.state.${line.state}`)}</strong>
      {!isOver && decidedOf(line) && <p>{decidedOf(line)}</p>}
      {!isOver && why.map(({ rule, title }) => <p key={rule}>{say(title)}</p>)}
      {line.todo && <p>{tell(`earned.todo.${line.todo}`)}</p>}
      {line.todo && line.todo !== 'wait' && why[0] && <p class="soft">{say(why[0].next)}</p>}
      {line.settlementNumber && <p class="soft">{tell('earned.settledIn', { number: line.settlementNumber })}</p>}
      {line.paidOn && <p class="soft">{tell('earned.paidOn', { day: shortDay(line.paidOn) })}</p>}
      {line.changed && <Changed changed={line.changed} />}
      {line.creditReason && (
        <p>
          {tell('earned.credited', {
            euros: euros(line.creditedCents),
            why: tell(`earned.credit.${line.creditReason}` as EarnedKey),
          })}
        </p>
      )}
      {line.creditWords && <blockquote>{line.creditWords}</blockquote>}
    </div>
  );
}

/** What becomes of a visit that was changed after it was settled. */
function Changed({ changed }: { changed: ChangedSince }) {
  if (changed.state === 'waiting') return <p>{tell('earned.changed.waiting')}</p>;
  const why = tell(`earned.stands.${changed.reason}` as EarnedKey);
  return (
    <>
      <p>{tell('earned.changed.stands', { why })}</p>
      {changed.words && <blockquote>{changed.words}</blockquote>}
    </>
  );
}

function columns(rules: RuleSaid[]): [Column<ProviderLine>, ...Column<ProviderLine>[]] {
  return [
    {
      key: 'client',
      title: heading('column.client'),
      cell: ({ clientName }) => clientName,
      order: ({ clientName }) => clientName,
    },
    {
      key: 'time',
      title: heading('column.time'),
      cell: ({ startedAt, endedAt, minutes }) => (
        <>
          {columnDay(dayOf(startedAt))} <span class="kept-whole">{clockSpan(startedAt, endedAt)}</span>,{' '}
          {duration(minutes)}
        </>
      ),
      order: ({ startedAt }) => startedAt,
    },
    {
      key: 'service',
      title: heading('column.service'),
      cell: ({ service, workerName }) => (
        <>
          {say(service)}, {workerName}
        </>
      ),
      order: ({ service }) => say(service),
    },
    {
      key: 'organiser',
      title: tell('earned.column.organiser'),
      cell: ({ organiserCents }) => euros(organiserCents),
      order: ({ organiserCents }) => organiserCents,
      numeric: true,
    },
    {
      key: 'own',
      title: tell('earned.column.own'),
      cell: ({ ownLiabilityCents }) => euros(ownLiabilityCents),
      order: ({ ownLiabilityCents }) => ownLiabilityCents,
      numeric: true,
    },
    {
      key: 'state',
      title: tell('earned.column.state'),
      cell: (line) => <State line={line} rules={rules} />,
      order: ({ state }) => state,
    },
  ];
}
