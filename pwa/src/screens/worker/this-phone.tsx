/** This phone: what waits on it, its lock, its memory, and the ways to mend it or to leave it without a trace. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { askToBeKept } from '../../offline/changes';
import { type Memory, readMemory, repair } from '../../offline/own-phone';
import { thisBuild } from '../../offline/sending';
import { oldestWaiting, outboxCount, provisions } from '../../offline/signals';
import { bringNewest } from '../../offline/sync';
import { hasPasskey, lock, lockState } from '../../offline/vault';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { carried, letGoOfRefused, readCarried } from '../../rescue/carried';
import { session } from '../../session';
import { t } from '../../words';
import { tell } from '../../words/device';
import { moment, storageSize } from '../../words/formats';
import { NotAccepted } from './not-accepted';
import { RemoveMyData } from './remove-my-data';
import '../../style/rescue.css';

export default function ThisPhone() {
  return (
    <Screen title={tell('device.title')} back="/">
      <NotSent />
      <Lock />
      <PhoneMemory />
      <Repair />
      <RemoveMyData />
    </Screen>
  );
}

/** The person whose phone it is. */
function whose(): string {
  return session.peek()?.person.id ?? '';
}

function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function NotSent() {
  const count = outboxCount.value;
  const oldest = oldestWaiting.value;
  const isSending = useSignal(false);
  const hasNoAnswer = useSignal(false);
  useEffect(() => {
    void readCarried(whose());
  }, []);
  const send = async (): Promise<void> => {
    isSending.value = true;
    hasNoAnswer.value = !(await bringNewest());
    isSending.value = false;
  };
  return (
    <Part id="not-sent" title={tell('device.unsent')}>
      <p>{count === 0 ? t('phone.nothingWaiting') : t('phone.waiting', { count })}</p>
      {oldest !== null && <p class="soft">{tell('device.since', { moment: moment(new Date(oldest)) })}</p>}
      <div role="status">
        {hasNoAnswer.value && count > 0 && <Notice kind="warn" announced={false} title={tell('device.noAnswer')} />}
      </div>
      <NotAccepted />
      <Carried />
      <div class="buttons">
        {count > 0 && (
          <>
            <Button kind="primary" icon="send" busy={isSending.value} onClick={() => void send()}>
              {tell('device.sendNow')}
            </Button>
            <Button icon="phone" href="/rescue">
              {tell('device.move')}
            </Button>
          </>
        )}
        <Button icon="scan" href="/take">
          {tell('device.take')}
        </Button>
      </div>
    </Part>
  );
}

/** A colleague's records that this phone takes to the server. */
function Carried() {
  const going = carried.value.filter(({ problem }) => !problem).length;
  const notTaken = carried.value.length - going;
  return (
    <>
      {going > 0 && <p>{tell('device.carries', { count: going })}</p>}
      {notTaken > 0 && (
        <Notice
          kind="warn"
          announced={false}
          title={tell('device.notTaken', { count: notTaken })}
          action={<Button onClick={() => void letGoOfRefused(whose())}>{tell('device.letGo')}</Button>}
        >
          <p>{tell('device.notTakenNext')}</p>
          <p>{tell('device.letGoMeans')}</p>
        </Notice>
      )}
    </>
  );
}

function Lock() {
  const isSet = lockState.value !== 'open';
  const byPasskey = useSignal(false);
  useEffect(() => {
    void hasPasskey().then((has) => {
      byPasskey.value = has;
    });
  }, []);
  return (
    <Part id="lock" title={tell('device.lock')}>
      <p>{tell(!isSet ? 'device.lockNone' : byPasskey.value ? 'device.lockPasskey' : 'device.lockPin')}</p>
      <div class="buttons">
        {isSet && <Button onClick={lock}>{tell('device.lockNow')}</Button>}
        <Button href="/lock">{tell(isSet ? 'device.changeLock' : 'device.setLock')}</Button>
      </div>
    </Part>
  );
}

function PhoneMemory() {
  const memory = useSignal<Memory | null>(null);
  const failure = useSignal<unknown>(null);
  const read = async (): Promise<void> => {
    try {
      memory.value = await readMemory(whose());
    } catch (cause) {
      failure.value = cause;
    }
  };
  useEffect(() => void read(), []);
  const { isKept = null, bytesLeft = null, opensOffline = true, receipts = 0 } = memory.value ?? {};
  const lastContact = provisions.value?.serverTime;
  const ask = async (): Promise<void> => {
    await askToBeKept();
    await read();
  };
  return (
    <Part id="memory" title={tell('device.memory')}>
      {failure.value !== null && <FailureView failure={failure.value} />}
      <dl class="facts">
        <Fact name={tell('device.opens')}>{tell(opensOffline ? 'device.opensYes' : 'device.opensNo')}</Fact>
        {bytesLeft !== null && <Fact name={tell('device.room')}>{storageSize(bytesLeft)}</Fact>}
        <Fact name={tell('device.contact')}>{lastContact ? moment(lastContact) : tell('device.contactNever')}</Fact>
        <Fact name={tell('device.receipts')}>{tell('device.receiptsKept', { count: receipts })}</Fact>
        <Fact name={tell('device.app')}>{thisBuild()}</Fact>
        <Fact name={tell('device.kept')}>
          {tell(isKept === null ? 'device.keptUnasked' : isKept ? 'device.keptYes' : 'device.keptNo')}
        </Fact>
      </dl>
      {isKept === false && (
        <>
          <p class="soft">{tell('device.keptNext')}</p>
          <div class="buttons">
            <Button onClick={() => void ask()}>{tell('device.ask')}</Button>
          </div>
        </>
      )}
    </Part>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Repair() {
  const isBusy = useSignal(false);
  const outcome = useSignal<'done' | 'no-network' | null>(null);
  const failure = useSignal<unknown>(null);
  const mend = async (): Promise<void> => {
    isBusy.value = true;
    outcome.value = null;
    failure.value = null;
    try {
      outcome.value = (await repair(whose())) ? 'done' : 'no-network';
    } catch (cause) {
      failure.value = cause;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <Part id="repair" title={tell('device.repair')}>
      <p>{tell('device.repairMeans')}</p>
      <div class="buttons">
        <Button busy={isBusy.value} onClick={() => void mend()}>
          {tell('device.repair')}
        </Button>
      </div>
      <div role="status">
        {outcome.value === 'done' && <Notice kind="done" announced={false} title={tell('device.repaired')} />}
        {outcome.value === 'no-network' && (
          <Notice kind="warn" announced={false} title={tell('device.repairNoNetwork')} />
        )}
      </div>
      {failure.value !== null && <FailureView failure={failure.value} />}
    </Part>
  );
}
