/** The hours of the office's workers in a month by their kind, for its payroll; what has changed since is told first. */
import { useState } from 'preact/hooks';
import type { HoursDiffer, KindMinutes, WorkerHours, WorkingHours } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Figures } from '../../parts/figures';
import { type Column, Ledger } from '../../parts/ledger';
import { MonthChoice } from '../../parts/month-choice';
import { Notice } from '../../parts/notice';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { holdsWords } from '../../parts/search';
import { tell } from '../../words/earned';
import { count, duration, moment, monthFrom, monthName, today } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { TakeTable } from './take-table';
import '../../style/earned.css';

const KINDS: KindMinutes['kind'][] = ['day', 'evening', 'night', 'saturday', 'sunday', 'holiday'];

export default function Hours() {
  // Pay is reckoned when the month is over.
  const [month, setMonth] = useState(monthFrom(today().slice(0, 7), -1));
  const [wanted, setWanted] = useState('');
  const reading = useReading<WorkingHours>(`/api/working-hours?month=${month}`);
  const hours = reading.answer;
  const shown = hours?.workers.filter(({ workerName }) => holdsWords(wanted, [workerName])) ?? [];
  return (
    <Screen title={tell('paid.title')} lede={tell('paid.lede')} back="/settlement" wide>
      <div class="tools">
        <MonthChoice month={month} onChoose={setMonth} />
        <Field type="search" label={tell('paid.search')} value={wanted} onInput={setWanted} />
      </div>
      <AgeOf reading={reading} />
      {hours === null && reading.failure === null && <Busy what={tell('paid.loading')} />}
      {hours && hours.workers.length === 0 && hours.changes.length === 0 && (
        <Empty title={tell('paid.none')} icon="clock">
          <p>{tell('paid.noneNext')}</p>
        </Empty>
      )}
      {hours?.takenAt && <Changes changes={hours.changes} takenAt={hours.takenAt} />}
      {hours && hours.workers.length > 0 && (
        <>
          <Figures
            figures={[
              [duration(hours.minutes), tell('paid.sum')],
              [count(hours.workers.length), tell('paid.workers')],
            ]}
          />
          <p>{tell('paid.what')}</p>
          {month === today().slice(0, 7) && <p>{tell('paid.notOver')}</p>}
          <TakeTable
            key={month}
            path={`/api/working-hours/table?month=${month}`}
            name={`${tell('paid.title')} ${month}`}
            words={{ take: tell('paid.take'), taken: tell('paid.taken'), next: tell('paid.takenNext') }}
            onTaken={reading.again}
          />
          {shown.length === 0 ? (
            <Empty title={heading('search.nothing')} icon="search">
              <p>{heading('search.nothingNext')}</p>
            </Empty>
          ) : (
            <Ledger
              caption={tell('paid.caption', { month: monthName(month) })}
              columns={columns(hours.workers)}
              rows={shown}
              keyOf={({ workerId }) => workerId}
              sortedBy={{ key: 'worker', descending: false }}
            />
          )}
        </>
      )}
    </Screen>
  );
}

function Changes({ changes, takenAt }: { changes: HoursDiffer[]; takenAt: string }) {
  const taken = { moment: moment(takenAt) };
  if (changes.length === 0) return <p class="soft">{tell('paid.takenOn', taken)}</p>;
  return (
    <Notice kind="warn" announced={false} title={tell('paid.changes', { count: changes.length, ...taken })}>
      <ul>
        {changes.map(({ workerId, workerName, kind, takenMinutes, minutes }) => (
          <li key={`${workerId} ${kind}`}>
            {tell('paid.change', {
              name: workerName,
              kind: tell(`paid.kind.${kind}`),
              before: duration(takenMinutes),
              after: duration(minutes),
            })}
          </li>
        ))}
      </ul>
      <p>{tell('paid.changesNext')}</p>
    </Notice>
  );
}

function minutesOf({ kinds }: WorkerHours, kind: KindMinutes['kind']): number {
  return kinds.find((one) => one.kind === kind)?.minutes ?? 0;
}

/** Only kinds that somebody has worked have a column. */
function columns(workers: WorkerHours[]): [Column<WorkerHours>, ...Column<WorkerHours>[]] {
  const kinds = KINDS.filter((kind) => workers.some((one) => minutesOf(one, kind) > 0));
  return [
    {
      key: 'worker',
      title: tell('paid.column.worker'),
      cell: ({ workerName }) => workerName,
      order: ({ workerName }) => workerName,
    },
    {
      key: 'days',
      title: tell('paid.column.days'),
      cell: ({ days }) => count(days),
      order: ({ days }) => days,
      numeric: true,
    },
    ...kinds.map(
      (kind): Column<WorkerHours> => ({
        key: kind,
        title: tell(`paid.kind.${kind}`),
        cell: (one) => duration(minutesOf(one, kind)),
        order: (one) => minutesOf(one, kind),
        numeric: true,
      }),
    ),
    {
      key: 'sum',
      title: tell('paid.column.sum'),
      cell: ({ minutes }) => <strong>{duration(minutes)}</strong>,
      order: ({ minutes }) => minutes,
      numeric: true,
    },
  ];
}
