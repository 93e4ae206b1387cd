/** What would be settled with one provider now, reckoned as the run itself reckons; and what waits, and why. */
import type { SettlementPreview, WaitingVisits } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Figures } from '../../parts/figures';
import { type Column, Ledger } from '../../parts/ledger';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { euros } from '../../words/amounts';
import { count, moment, monthName } from '../../words/formats';
import { tell } from '../../words/settling';
import { SumsByService } from './sums-by-service';

export function ComingOf({ provider }: { provider: string }) {
  const reading = useReading<SettlementPreview>(`/api/settlements/preview?other=${provider}`);
  const preview = reading.answer;
  return (
    <Screen
      title={tell('comingOne.title')}
      lede={preview && tell('settlement.lede', { provider: preview.provider.name, month: monthName(preview.month) })}
      back="/settlements/coming"
      wide
    >
      <AgeOf reading={reading} />
      {preview === null && reading.failure === null && <Busy what={tell('comingOne.loading')} />}
      {preview && (
        <>
          <p class="soft">{tell('comingOne.asOf', { moment: moment(preview.asOf) })}</p>
          {preview.lines === 0 ? (
            <Empty title={tell('comingOne.empty')} icon="clock">
              <p>{tell('comingOne.emptyNext')}</p>
            </Empty>
          ) : (
            <>
              <Figures
                figures={[
                  [euros(preview.organiserCents), tell('settled.sum')],
                  [euros(preview.ownLiabilityCents), tell('moneyColumn.own')],
                  [count(preview.lines - preview.credits), tell('moneyColumn.lines')],
                ]}
              />
              <div class="buttons">
                <Button icon="print" onClick={() => print()}>
                  {tell('settlement.print')}
                </Button>
              </div>
              <SumsByService parts={preview.parts} />
            </>
          )}
          {preview.waiting.length > 0 && <Waiting waiting={preview.waiting} />}
        </>
      )}
    </Screen>
  );
}

function Waiting({ waiting }: { waiting: WaitingVisits[] }) {
  return (
    <section class="part" aria-labelledby="waiting">
      <h2 id="waiting">{tell('comingOne.waiting')}</h2>
      <Ledger
        caption={tell('comingOne.waitingCaption')}
        columns={columns()}
        rows={byReason(waiting)}
        keyOf={({ why }) => why}
      />
    </section>
  );
}

/** By what it waits for; which rule found something stands in the review's queue. */
function byReason(waiting: WaitingVisits[]): WaitingVisits[] {
  const sums = new Map<string, WaitingVisits>();
  for (const one of waiting) {
    const before = sums.get(one.why);
    sums.set(one.why, {
      ...one,
      visits: one.visits + (before?.visits ?? 0),
      organiserCents: one.organiserCents + (before?.organiserCents ?? 0),
    });
  }
  return [...sums.values()];
}

function columns(): [Column<WaitingVisits>, ...Column<WaitingVisits>[]] {
  return [
    { key: 'why', title: tell('comingOne.why'), cell: ({ why }) => tell(`waitsFor.${why}`) },
    { key: 'visits', title: tell('moneyColumn.lines'), cell: ({ visits }) => count(visits), numeric: true },
    {
      key: 'organiser',
      title: tell('moneyColumn.organiser'),
      cell: ({ organiserCents }) => euros(organiserCents),
      numeric: true,
    },
  ];
}
