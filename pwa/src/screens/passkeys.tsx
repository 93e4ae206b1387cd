/** A person's passkeys beside the devices she is signed in on: which there are, a new one, another name, taking one away. */
import { useSignal } from '@preact/signals';
import { ask } from '../api/client';
import type { MyPasskeys, PasskeySummary } from '../api/schema';
import { deviceOf } from '../parts/agent';
import { Button } from '../parts/button';
import { Card } from '../parts/card';
import { Dialog } from '../parts/dialog';
import { Field } from '../parts/field';
import { Notice } from '../parts/notice';
import { FailureView } from '../parts/problem';
import { useReading } from '../parts/reading';
import { useSending } from '../parts/sending';
import { addPasskey, hasPasskeys } from '../passkeys';
import { problemWords, t } from '../words';
import { moment } from '../words/formats';
import { tell } from '../words/passkeys';

/** What is asked of her in front of the page. */
type Question = { about: PasskeySummary; act: 'rename' | 'remove' } | null;
type Outcome = 'added' | 'notAdded' | 'removed' | null;

/** What a new one is called until she calls it something else. */
export function nameOfThisDevice(): string {
  const { browser, system } = deviceOf(navigator.userAgent);
  return [browser, system].filter(Boolean).join(', ') || tell('passkeys.title');
}

export function Passkeys() {
  const { answer, failure, again } = useReading<MyPasskeys>('/api/passkeys');
  const question = useSignal<Question>(null);
  const outcome = useSignal<Outcome>(null);
  const done = (what: Outcome): void => {
    question.value = null;
    outcome.value = what;
    again();
  };
  return (
    <section class="part" aria-labelledby="passkeys">
      <h2 id="passkeys">{tell('passkeys.title')}</h2>
      <p>{tell('passkeys.lede')}</p>
      {failure !== null && <FailureView failure={failure} onRetry={again} />}
      <Said outcome={outcome.value} />
      {answer?.passkeys.length === 0 && <p>{tell('passkeys.none')}</p>}
      {answer?.passkeys.map((one) => (
        <OnePasskey
          key={one.id}
          one={one}
          onAsk={(act) => {
            outcome.value = null;
            question.value = { about: one, act };
          }}
        />
      ))}
      {answer && <Adding refusal={answer.refusal} onDone={done} />}
      {question.value?.act === 'rename' && <Rename one={question.value.about} onDone={() => done(null)} />}
      {question.value?.act === 'remove' && (
        <Remove one={question.value.about} onDone={(isRemoved) => done(isRemoved ? 'removed' : null)} />
      )}
    </section>
  );
}

function Said({ outcome }: { outcome: Outcome }) {
  if (outcome === null) return null;
  if (outcome !== 'notAdded') return <Notice kind="done" title={tell(`passkeys.${outcome}`)} />;
  return (
    <Notice kind="warn" title={tell('passkeys.notAdded')}>
      <p>{tell('passkeys.notAddedNext')}</p>
    </Notice>
  );
}

function Adding({ refusal, onDone }: { refusal: string | null; onDone: (outcome: Outcome) => void }) {
  const sending = useSending();
  if (!hasPasskeys()) return <p class="soft">{tell('passkeys.notOnDevice')}</p>;
  if (refusal !== null) {
    const words = problemWords(refusal);
    return (
      <Notice kind="info" announced={false} title={words?.title}>
        <p>{words?.next}</p>
      </Notice>
    );
  }
  const add = async (): Promise<void> => {
    let isAdded = false;
    const wentWell = await sending.send(async () => {
      isAdded = (await addPasskey(nameOfThisDevice())) !== null;
    });
    if (wentWell) onDone(isAdded ? 'added' : 'notAdded');
  };
  return (
    <>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <div class="buttons">
        <Button busy={sending.busy} onClick={() => void add()}>
          {tell('passkeys.add')}
        </Button>
      </div>
    </>
  );
}

function OnePasskey({ one, onAsk }: { one: PasskeySummary; onAsk: (act: 'rename' | 'remove') => void }) {
  const role = t(`role.${one.role}`);
  const job = one.workplace ? t('menu.role', { role, workplace: one.workplace }) : role;
  return (
    <Card title={one.name}>
      <p>{tell('passkeys.works', { job })}</p>
      <p>{one.lastUsedAt ? tell('passkeys.used', { moment: moment(one.lastUsedAt) }) : tell('passkeys.notUsed')}</p>
      <p class="soft">{tell('passkeys.made', { moment: moment(one.madeAt) })}</p>
      {one.device !== null && <p class="soft">{tell('passkeys.onPhone')}</p>}
      {one.doubtedAt !== null && (
        <Notice kind="warn" announced={false} title={tell('passkeys.doubted')}>
          <p>{tell('passkeys.doubtedNext', { moment: moment(one.doubtedAt) })}</p>
        </Notice>
      )}
      <div class="buttons">
        <Button onClick={() => onAsk('rename')}>{tell('passkeys.rename', { name: one.name })}</Button>
        <Button onClick={() => onAsk('remove')}>{tell('passkeys.remove', { name: one.name })}</Button>
      </div>
    </Card>
  );
}

function Rename({ one, onDone }: { one: PasskeySummary; onDone: () => void }) {
  const name = useSignal(one.name);
  const isTried = useSignal(false);
  const sending = useSending();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    isTried.value = true;
    if (!name.value.trim()) return;
    const body = { name: name.value };
    const path = `/api/passkeys/${one.id}/name`;
    if (await sending.send(() => ask<PasskeySummary>('PUT', path, body).then(() => undefined))) onDone();
  };
  return (
    <Dialog title={tell('passkeys.rename', { name: one.name })} onClose={onDone}>
      <form class="part" onSubmit={(event) => void save(event)} noValidate>
        <Field
          label={tell('passkeys.name')}
          value={name.value}
          maxLength={100}
          error={isTried.value && !name.value.trim() ? tell('passkeys.nameMissing') : null}
          onInput={(value) => {
            name.value = value;
          }}
        />
        {sending.failure !== null && <FailureView failure={sending.failure} />}
        <Button kind="primary" type="submit" wide busy={sending.busy}>
          {tell('passkeys.saveName')}
        </Button>
      </form>
    </Dialog>
  );
}

function Remove({ one, onDone }: { one: PasskeySummary; onDone: (isRemoved: boolean) => void }) {
  const sending = useSending();
  const remove = async (): Promise<void> => {
    if (await sending.send(() => ask<void>('DELETE', `/api/passkeys/${one.id}`))) onDone(true);
  };
  return (
    <Dialog title={tell('passkeys.removeTitle', { name: one.name })} onClose={() => onDone(false)}>
      <p>{tell('passkeys.removeWhat')}</p>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" wide busy={sending.busy} onClick={() => void remove()}>
        {tell('passkeys.removeDo')}
      </Button>
    </Dialog>
  );
}
