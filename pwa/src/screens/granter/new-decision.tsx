/** A decision on a client's service, from the need to the grant; it is kept as it is written until it has been made. */
import { useState } from 'preact/hooks';
import type { ClientRow, DecisionSummary, ServiceChoice, VoucherDetail } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { keptDraft } from '../../parts/kept-draft';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { today } from '../../words/formats';
import { phrase } from '../../words/granter';
import { type ClientRecord, useClientRecord } from './client-record';
import { DecisionForm } from './decision-form';
import { changeOf, type Draft, newDraft } from './draft';
import type { Standing } from './need-fields';

import '../../style/calculator.css';
import '../../style/decision.css';

interface NewDecisionProps {
  client: string;
  /** The decision that this one will change. */
  replaces: string | null;
}

export function NewDecision({ client: id, replaces }: NewDecisionProps) {
  const record = useClientRecord(id);
  const services = useReading<ServiceChoice[]>('/api/services');
  const before = record.decisions?.find((decision) => decision.id === replaces) ?? null;
  const standing = useReading<VoucherDetail>(before?.voucherId ? `/api/vouchers/${before.voucherId}` : null);
  const failed = [record.reading, services, standing].find(({ failure }) => failure !== null);
  const isReady =
    record.client && record.decisions && services.answer && (!before?.voucherId || standing.answer !== null);
  return (
    <Screen
      title={phrase(replaces ? 'decide.changeTitle' : 'decide.title')}
      lede={record.client?.name}
      back={`/clients/${id}`}
      wide
    >
      {failed && <AgeOf reading={failed} />}
      {!isReady && !failed && <Busy what={phrase('decide.loading')} />}
      {isReady && services.answer?.length === 0 && (
        <Empty title={phrase('decide.noServices')}>
          <p>{phrase('decide.noServicesNext')}</p>
        </Empty>
      )}
      {isReady && replaces && !before && <Empty title={phrase('decide.nothingToChange')} />}
      {record.client && isReady && (!replaces || before) && services.answer && services.answer.length > 0 && (
        <Writing
          client={record.client}
          services={services.answer}
          open={standingOf(record)}
          before={before}
          standing={standing.answer}
        />
      )}
    </Screen>
  );
}

interface WritingProps {
  client: ClientRow;
  services: ServiceChoice[];
  open: Standing[];
  before: DecisionSummary | null;
  standing: VoucherDetail | null;
}

function Writing({ client, services, open, before, standing }: WritingProps) {
  const name = `decision.${client.id}.${before?.id ?? ''}`;
  const fresh = (): Draft => {
    const draft = newDraft(crypto.randomUUID(), today(), client.language);
    return before ? changeOf(draft, before, standing) : draft;
  };
  const [kept] = useState(() => keptDraft<Draft>(name));
  const [first] = useState(() => kept ?? fresh());
  return (
    <DecisionForm
      client={client}
      services={services}
      open={open}
      name={name}
      first={first}
      fresh={fresh}
      wasKept={kept !== null}
    />
  );
}

/** What stands open, each with the decision that gave it. */
function standingOf({ decisions, vouchers }: ClientRecord): Standing[] {
  return (vouchers ?? [])
    .filter(({ state }) => state !== 'closed')
    .map(({ id, serviceCode, number, clientId }) => {
      const given = decisions?.find(({ voucherId, about }) => voucherId === id && about === 'service');
      return { serviceCode, number, clientId, decisionId: given?.id ?? null };
    });
}
