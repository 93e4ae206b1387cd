/** A voucher opened at the door: what its code says with no network, what the server adds, and the start of the visit. */
import { useSignal } from '@preact/signals';
import { Offline, Problem } from '../../api/client';
import type { VoucherAtDoor } from '../../api/schema';
import { navigate } from '../../navigate';
import { beginVisit } from '../../offline/ongoing';
import { ongoing, provisions } from '../../offline/signals';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Icon } from '../../parts/icon';
import { Meter } from '../../parts/meter';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { grouped } from '../../rules/number';
import { problemWords, say, t } from '../../words';
import { tell } from '../../words/door';
import { shortDay } from '../../words/formats';
import { type Asked, type Door, doorWarnings, openingOf, useAtDoor, useDoor } from './door';
import { isRuledOut, NotAVoucher } from './not-a-voucher';
import { nameOf } from './visit-row';
import '../../style/door.css';

export default function Voucher({ reference }: { reference: string }) {
  const door = useDoor(reference);
  const asked = useAtDoor(door && !isRuledOut(door) ? door.number : null);
  if (door === undefined) return <Busy what={tell('door.checking')} />;
  if (door === null || isRuledOut(door)) return <NotAVoucher door={door} />;
  const opening = openingOf(door, asked.atDoor);
  const warnings = doorWarnings(door, asked.atDoor);
  const isEnded = asked.atDoor?.state === 'closed' && !warnings.includes('expired');
  return (
    <Screen title={opening.clientName ?? tell('door.title')} back="/scan" action={<Begin door={door} asked={asked} />}>
      {warnings.map((warning) => (
        <Notice key={warning} kind="warn" announced={false} title={tell(`door.${warning}`, daysOf(door, asked.atDoor))}>
          <p>{tell(warning === 'other-provider' ? 'door.otherProviderNext' : 'door.goesToReview')}</p>
        </Notice>
      ))}
      {isEnded && (
        <Notice kind="warn" announced={false} title={problemWords('voucher-ended')?.title}>
          <p>{tell('door.goesToReview')}</p>
        </Notice>
      )}
      <Ticket door={door} atDoor={asked.atDoor} serviceCode={opening.serviceCode} />
      <ServerSays asked={asked} isOthers={warnings.includes('other-provider')} />
      <Button kind="plain" href={`/past/${door.code ?? door.number}`}>
        {tell('door.past')}
      </Button>
    </Screen>
  );
}

interface TicketProps {
  door: Door;
  atDoor: VoucherAtDoor | null;
  serviceCode: number | null;
}

function Ticket({ door, atDoor, serviceCode }: TicketProps) {
  const service = provisions.value?.services.find(({ code }) => code === serviceCode);
  const period = door.payload ?? atDoor;
  const title = service ? say(service.name) : tell('door.serviceUnknown');
  const stub = (
    <>
      <h2>{title}</h2>
      <p class="ticket-number">{grouped(door.number)}</p>
      <ProofLine door={door} isOpened={atDoor !== null} />
    </>
  );
  if (period === null) return <Card>{stub}</Card>;
  return (
    <Card look="ticket" stub={stub}>
      <p>{tell('door.validFromTo', { first: shortDay(period.firstDay), last: shortDay(period.lastDay) })}</p>
      <Payable door={door} atDoor={atDoor} />
      {atDoor && <Meter balance={atDoor.balance} />}
    </Card>
  );
}

function ProofLine({ door, isOpened }: { door: Door; isOpened: boolean }) {
  const organiser = provisions.value?.organisers.find(({ code }) => code === door.payload?.organiserCode);
  if (door.proof === 'genuine' || isOpened) {
    const isGenuine = organiser ? tell('door.genuineBy', { organiser: say(organiser.name) }) : tell('door.genuine');
    return (
      <p class="proof proof-good">
        <Icon name="check" />
        <span>{door.proof === 'genuine' ? isGenuine : tell('door.opened')}</span>
      </p>
    );
  }
  return (
    <p class="proof">
      <Icon name="info" />
      <span>{tell(door.proof === 'unchecked' ? 'door.unchecked' : 'door.typed')}</span>
    </p>
  );
}

function Payable({ door, atDoor }: { door: Door; atDoor: VoucherAtDoor | null }) {
  const own = provisions.value?.provider;
  const code = door.payload?.providerCode ?? atDoor?.provider?.code;
  if (code === undefined) return null;
  if (code === 0) return <p>{tell('door.anyProvider')}</p>;
  const name = code === own?.code ? own.name : atDoor?.provider?.name;
  return name ? <p>{tell('door.forProvider', { provider: name })}</p> : null;
}

function ServerSays({ asked, isOthers }: { asked: Asked; isOthers: boolean }) {
  if (asked.atDoor) return null;
  const { failure } = asked;
  if (failure === null) return <Busy what={tell('door.asking')} />;
  if (failure instanceof Offline) {
    return (
      <div class="calm" role="status">
        <Icon name="noNetwork" />
        <p>{tell('door.offline')}</p>
      </div>
    );
  }
  // The warning that the voucher is another provider's has already said why the server does not open it.
  if (failure instanceof Problem && (failure.status === 401 || isOthers)) return null;
  return <FailureView failure={failure} />;
}

function Begin({ door, asked }: { door: Door; asked: Asked }) {
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const going = ongoing.value;
  const isUnknown = asked.failure instanceof Problem && asked.failure.slug === 'voucher-not-found' && !door.code;
  const begin = async (): Promise<void> => {
    busy.value = true;
    try {
      await beginVisit(openingOf(door, asked.atDoor));
      navigate('/visit', { replace: true });
    } catch (cause) {
      failure.value = cause;
      busy.value = false;
    }
  };
  return (
    <>
      {failure.value !== null && <FailureView failure={failure.value} />}
      {going === null ? (
        <>
          <Button kind={isUnknown ? 'quiet' : 'primary'} wide busy={busy.value} onClick={begin}>
            {tell(isUnknown ? 'door.beginAnyway' : 'door.begin')}
          </Button>
          <Button kind="plain" href={`/otherwise/${door.code ?? door.number}`}>
            {tell('door.otherwise')}
          </Button>
        </>
      ) : (
        <>
          <p>{tell('door.otherGoesOn', { name: nameOf(going) })}</p>
          <Button kind="primary" href="/visit" wide>
            {t('ongoing.open')}
          </Button>
        </>
      )}
    </>
  );
}

function daysOf({ payload }: Door, atDoor: VoucherAtDoor | null): Record<string, string> {
  const period = payload ?? atDoor;
  return period ? { first: shortDay(period.firstDay), last: shortDay(period.lastDay) } : {};
}
