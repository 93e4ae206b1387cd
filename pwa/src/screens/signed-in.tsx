/** Where a person is signed in: each device as she would call it, and the way to end what is not hers. */
import { useSignal } from '@preact/signals';
import { ask } from '../api/client';
import type { SessionSummary } from '../api/schema';
import { deviceOf } from '../parts/agent';
import { Busy } from '../parts/busy';
import { Button } from '../parts/button';
import { Card } from '../parts/card';
import { Notice } from '../parts/notice';
import { FailureView } from '../parts/problem';
import { useReading } from '../parts/reading';
import { Screen } from '../parts/screen';
import { useSending } from '../parts/sending';
import { checkSession, session } from '../session';
import { t } from '../words';
import { moment } from '../words/formats';
import { tell } from '../words/sessions';
import { Passkeys } from './passkeys';

/** Who comes back by a passkey (backend/passkeys/rules.py); everyone else identifies herself elsewhere each time. */
const BY_PASSKEY = ['worker', 'provider'];

export default function SignedInDevices() {
  const { answer, failure, again } = useReading<SessionSummary[]>('/api/sessions');
  const sending = useSending();
  const hasEnded = useSignal(false);
  const end = async (path: string): Promise<void> => {
    hasEnded.value = await sending.send(() => ask<void>('DELETE', path));
    again();
    void checkSession();
  };
  const others = answer?.filter(({ isThis }) => !isThis) ?? [];
  const endOthers = others.length > 1 && (
    <Button kind="primary" wide busy={sending.busy} onClick={() => void end('/api/sessions')}>
      {tell('sessions.endOthers')}
    </Button>
  );
  return (
    <Screen title={tell('sessions.title')} lede={tell('sessions.lede')} back="/" action={endOthers}>
      {failure !== null && <FailureView failure={failure} onRetry={again} />}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {hasEnded.value && <Notice kind="done" title={tell('sessions.ended')} />}
      {answer === null && failure === null && <Busy what={t('app.loading')} />}
      {answer?.map((one) => (
        <OneDevice key={one.id} one={one} busy={sending.busy} onEnd={() => void end(`/api/sessions/${one.id}`)} />
      ))}
      {answer !== null && others.length === 0 && <p>{tell('sessions.onlyThis')}</p>}
      {BY_PASSKEY.includes(session.value?.role ?? '') && <Passkeys />}
    </Screen>
  );
}

interface OneDeviceProps {
  one: SessionSummary;
  busy: boolean;
  onEnd: () => void;
}

function OneDevice({ one, busy, onEnd }: OneDeviceProps) {
  const { browser, system } = deviceOf(one.agent);
  const device = tell('sessions.device', {
    browser: browser ?? tell('sessions.unknownBrowser'),
    system: system ?? tell('sessions.unknownSystem'),
  });
  const role = t(`role.${one.role}`);
  const job = one.workplace ? t('menu.role', { role, workplace: one.workplace }) : role;
  return (
    <Card title={one.isThis ? `${tell('sessions.this')}: ${device}` : device} level={2}>
      <p>{tell('sessions.role', { role: job })}</p>
      <p>{tell('sessions.seen', { moment: moment(one.lastSeenAt) })}</p>
      <p class="soft">{tell('sessions.began', { moment: moment(one.beganAt) })}</p>
      <p class="soft">{tell('sessions.ends', { moment: moment(one.endsAt) })}</p>
      {!one.isThis && (
        <Button busy={busy} onClick={onEnd}>
          {tell('sessions.end', { device })}
        </Button>
      )}
    </Card>
  );
}
