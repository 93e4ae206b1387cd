/**
 * Nobody opens, or the client declines: one tap brings one here, a second one records it, with no network as well. Each
 * reason says at once what it does to the visit's pay.
 */
import { useState } from 'preact/hooks';
import { navigate } from '../../navigate';
import { now, onTheWire } from '../../offline/clock';
import { changeOngoing, endVisit, recordPast } from '../../offline/ongoing';
import { newId } from '../../offline/outbox';
import { ongoing, provisions } from '../../offline/signals';
import type { OngoingVisit } from '../../offline/store';
import { Busy } from '../../parts/busy';
import { deviationSaid } from '../../parts/left-reason';
import { Screen } from '../../parts/screen';
import { NOT_MADE_CODES } from '../../rules/deviation';
import { say } from '../../words';
import { tell as tellDoor } from '../../words/door';
import { clockSpan, moment } from '../../words/formats';
import { tell } from '../../words/otherwise';
import { effectSaid, type Looking, plannedFor, ruleFor } from './booked';
import { type Door, openingOf, useAtDoor, useDoor } from './door';
import { isRuledOut, NotAVoucher } from './not-a-voucher';
import { useSaving, WhyNotSaved } from './saving';
import { nameOf } from './visit-row';
import '../../style/door.css';

export default function Otherwise({ reference }: { reference: string }) {
  const visit = ongoing.value;
  if (!reference && visit) return <GoingOn visit={visit} />;
  return <AtDoor reference={reference} />;
}

function AtDoor({ reference }: { reference: string }) {
  const door = useDoor(reference);
  if (door === undefined) return <Busy what={tellDoor('door.checking')} />;
  if (door === null || isRuledOut(door)) return <NotAVoucher door={door} />;
  return <NotBegun door={door} />;
}

function NotBegun({ door }: { door: Door }) {
  const [{ id, at }] = useState(() => ({ id: newId(now()), at: now() }));
  const { atDoor } = useAtDoor(door.number);
  const opening = openingOf(door, atDoor);
  const record = (code: string, bookedMinutes: number | null) =>
    recordPast(
      { ...opening, id, tasks: [], note: '', deviation: { code, bookedMinutes } },
      at,
      Math.max(now(), at + 1),
    );
  return (
    <Reasons
      visit={{ ...opening, id, startedAt: onTheWire(at) }}
      back={door.code ? `/v/${door.code}` : `/voucher/${door.number}`}
      codes={NOT_MADE_CODES}
      record={record}
    />
  );
}

function GoingOn({ visit }: { visit: OngoingVisit }) {
  const record = async (code: string, bookedMinutes: number | null) => {
    await changeOngoing({ deviation: { code, bookedMinutes } });
    // Of a visit that was extended the worker says herself when it ends.
    return code === 'extended' ? null : endVisit();
  };
  return <Reasons visit={visit} back="/visit" codes={['extended', ...NOT_MADE_CODES]} record={record} />;
}

interface ReasonsProps {
  visit: Looking & Pick<OngoingVisit, 'clientName' | 'serviceCode'>;
  back: string;
  codes: readonly string[];
  record: (code: string, bookedMinutes: number | null) => ReturnType<typeof endVisit>;
}

function Reasons({ visit, back, codes, record }: ReasonsProps) {
  const saving = useSaving();
  const service = provisions.value?.services.find(({ code }) => code === visit.serviceCode);
  const planned = plannedFor(visit);
  const booked = planned && Math.round((Date.parse(planned.endsAt) - Date.parse(planned.startsAt)) / 60_000);
  const rule = ruleFor(visit.voucherNumber, visit.serviceCode, visit.startedAt);
  const choose = async (code: string): Promise<void> => {
    const isSaved = await saving.save(() => record(code, booked));
    if (isSaved) navigate(code === 'extended' ? '/visit' : `/visits/${visit.id}`, { replace: true });
  };
  return (
    <Screen
      title={tell('otherwise.title')}
      lede={[nameOf(visit), service && say(service.name)].filter(Boolean).join(', ')}
      back={back}
    >
      <p>
        {planned
          ? tell('otherwise.booked', { span: clockSpan(planned.startsAt, planned.endsAt) })
          : tell('otherwise.bookedUnknown')}
      </p>
      <WhyNotSaved saving={saving} />
      <ul class="otherwise">
        {codes.map((code) => (
          <li key={code}>
            <button type="button" aria-busy={saving.busy.value} onClick={() => void choose(code)}>
              <strong>{deviationSaid(code)}</strong>
              <span>{effectSaid({ code, bookedMinutes: booked }, rule, service?.unit ?? null)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p>{tell('otherwise.lede')}</p>
      <p class="soft">{tell('otherwise.other')}</p>
      {rule && provisions.value && (
        <p class="soft">{tell('otherwise.rulesOf', { moment: moment(provisions.value.serverTime) })}</p>
      )}
    </Screen>
  );
}
