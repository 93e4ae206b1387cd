/** A decision that has been made: its numbers, its papers, and until when it can be undone. */

import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { DecisionSummary, ServiceChoice, VoucherDetail } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Notice } from '../../parts/notice';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { grouped } from '../../rules/number';
import { say, t } from '../../words';
import { moment, shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import { amountSaid } from './amount-words';
import { isReplaced } from './client-record';
import { canUndo, DecisionFacts } from './decision-card';
import { DecisionLamp, stateOf } from './decision-lamp';
import { PaperLinks, paperOf } from './paper-links';
import { UndoDialog } from './undo';

/** The one just made is shown at once, from the server's own answer. */
const justMade = signal<DecisionSummary | null>(null);

export function rememberDecided(decision: DecisionSummary): void {
  justMade.value = decision;
}

export function DecidedPage({ client, decision: id }: { client: string; decision: string }) {
  const reading = useReading<DecisionSummary[]>(`/api/decisions?client=${client}`);
  const made = justMade.value?.id === id ? justMade.value : null;
  const decision = reading.answer?.find((one) => one.id === id) ?? made;
  return (
    <Screen
      title={phrase('decided.title')}
      lede={decision && `${decision.clientName}, ${say(decision.service)}`}
      back={`/clients/${client}`}
    >
      {!made && <AgeOf reading={reading} />}
      {!decision && reading.answer === null && reading.failure === null && <Busy what={phrase('record.loading')} />}
      {!decision && reading.answer && <Empty title={phrase('decided.none')} icon="search" />}
      {decision && (
        <Decided
          decision={decision}
          isNew={made !== null && decision.undoneAt === null}
          isReplaced={isReplaced(decision, reading.answer ?? [])}
          onChange={() => {
            justMade.value = null;
            reading.again();
          }}
        />
      )}
    </Screen>
  );
}

interface DecidedProps {
  decision: DecisionSummary;
  isNew: boolean;
  isReplaced: boolean;
  onChange: () => void;
}

function Decided({ decision, isNew, isReplaced: hasSuccessor, onChange }: DecidedProps) {
  const [isUndoing, setUndoing] = useState(false);
  const services = useReading<ServiceChoice[]>('/api/services');
  const service = services.answer?.find(({ id }) => id === decision.serviceId);
  const { voucherId, voucherNumber, canUndoUntil } = decision;
  const isOrder = decision.arranging === 'order';
  return (
    <>
      {isNew && (
        <Notice kind="done" title={phrase('decided.made', { number: decision.number })}>
          <p>{phrase(madeNext(decision))}</p>
        </Notice>
      )}
      <Card level={2} title={phrase('decided.decision', { number: decision.number })}>
        <p>
          <DecisionLamp state={stateOf(decision, hasSuccessor)} />
        </p>
        <DecisionFacts decision={decision} service={service} />
        {decision.need && <Words title={phrase('decide.needWords')} words={decision.need} />}
        <Words title={phrase('decide.grounds')} words={decision.grounds} />
        <Words title={phrase('decide.legalBasis')} words={decision.legalBasis.join('; ')} />
        <p class="soft">{phrase('decided.received', { day: shortDay(decision.receivedOn) })}</p>
        {decision.undoneAt === null && (
          <PaperLinks path={`/api/decisions/${decision.id}/paper`} what={phrase('paper.decision')} />
        )}
      </Card>
      {voucherId && voucherNumber && decision.undoneAt === null && (
        <Card
          look="ticket"
          level={2}
          title={t(isOrder ? 'voucher.order' : 'voucher.voucher')}
          stub={<p class="number number-large">{grouped(voucherNumber)}</p>}
        >
          <AmountGranted voucher={voucherId} />
          <p class="soft">{isOrder ? phrase('paper.orderWhat') : t('paper.what')}</p>
          <PaperLinks path={`/api/vouchers/${voucherId}/paper`} what={paperOf(decision.arranging)} />
        </Card>
      )}
      {decision.undoneAt !== null && (
        <Notice kind="info" title={phrase('decided.undone', { moment: moment(decision.undoneAt) })} announced={false} />
      )}
      {canUndo(decision) && canUndoUntil && (
        <div class="buttons">
          <Button icon="undo" onClick={() => setUndoing(true)}>
            {phrase('undo.open')}
          </Button>
          <span class="soft">{phrase('attention.undoUntil', { moment: moment(canUndoUntil) })}</span>
        </div>
      )}
      {isUndoing && (
        <UndoDialog
          decision={decision}
          onClose={() => setUndoing(false)}
          onDone={() => {
            setUndoing(false);
            onChange();
          }}
        />
      )}
    </>
  );
}

function madeNext({ voucherId, arranging }: DecisionSummary) {
  if (voucherId === null) return 'decided.madeNoGrant';
  return arranging === 'order' ? 'decided.madeOrder' : 'decided.madeNext';
}

/** "14 t kuukaudessa"; there is nothing to say while it is not read. */
function AmountGranted({ voucher }: { voucher: string }) {
  const balance = useReading<VoucherDetail>(`/api/vouchers/${voucher}`).answer?.balance;
  return balance ? <p>{amountSaid(balance.granted, balance.unit, balance.period)}</p> : null;
}

function Words({ title, words }: { title: string; words: string }) {
  return (
    <div>
      <h3>{title}</h3>
      <p>{words}</p>
    </div>
  );
}
