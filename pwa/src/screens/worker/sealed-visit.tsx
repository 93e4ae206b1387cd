/** A visit recorded while the app is locked: whose voucher, when, a note; it is sealed at once and cannot be read here. */
import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { now, onTheWire } from '../../offline/clock';
import { LONGEST_NOTE } from '../../offline/ongoing';
import { newId } from '../../offline/outbox';
import { recordSealed } from '../../offline/record-sealed';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { Screen } from '../../parts/screen';
import { wellFormed } from '../../rules/canonical';
import { grouped } from '../../rules/number';
import { type Found, readPayload } from '../../scan/code';
import { tell as tellDoor } from '../../words/door';
import { tell } from '../../words/unlock';
import { NoteField } from './note-field';
import { NumberEntry } from './number-entry';
import { PastTimesFields, spanOf, usePastTimes } from './past-times';
import { PhotoPick } from './photo-pick';
import { SaveButton, useSaving } from './saving';
import { VoucherViewfinder } from './voucher-viewfinder';
import '../../style/scan.css';
import '../../style/door.css';

type Opened = { number: string; code: string | null };

export default function SealedVisit() {
  const opened = useSignal<Opened | null>(null);
  const isSaved = useSignal(false);
  const anew = (): void => {
    opened.value = null;
    isSaved.value = false;
  };
  if (isSaved.value) return <Saved onNext={anew} />;
  if (opened.value) {
    return (
      <When
        opened={opened.value}
        onChange={anew}
        onSaved={() => {
          isSaved.value = true;
        }}
      />
    );
  }
  const onFound = (found: Found): void => {
    navigator.vibrate?.(60);
    opened.value = openedBy(found);
  };
  return (
    <Screen title={tell('sealedVisit.title')} lede={tell('sealedVisit.lede')} back="/">
      <p>{tell('sealedVisit.which')}</p>
      <VoucherViewfinder onFound={onFound} />
      <section class="scan-ways" aria-label={tellDoor('scan.otherWays')}>
        <PhotoPick onFound={onFound} />
        <NumberEntry onFound={onFound} />
      </section>
    </Screen>
  );
}

/** Whether a code is genuine is checked where the keys are: they lie behind the lock, and at the server. */
function openedBy(found: Found): Opened | null {
  if ('number' in found) return { number: found.number, code: null };
  const payload = readPayload(found.code);
  return payload && { number: payload.number, code: found.code };
}

interface WhenProps {
  opened: Opened;
  onChange: () => void;
  onSaved: () => void;
}

function When({ opened, onChange, onSaved }: WhenProps) {
  const [id] = useState(() => newId(now()));
  const times = usePastTimes();
  const timesTold = useSignal(0);
  const note = useSignal('');
  const saving = useSaving();
  const save = async (): Promise<void> => {
    timesTold.value += 1;
    const span = spanOf(times);
    if (span === null) return;
    const recorded = {
      voucherNumber: opened.number,
      code: opened.code,
      startedAt: onTheWire(span.startedAt),
      endedAt: onTheWire(span.endedAt),
      elapsedSeconds: null,
      tasks: [],
      note: wellFormed(note.value.trim()).slice(0, LONGEST_NOTE),
    };
    if (await saving.save(() => recordSealed(recorded, null, { id }))) onSaved();
  };
  return (
    <Screen
      title={tell('sealedVisit.title')}
      lede={tell('sealedVisit.voucher', { number: grouped(opened.number) })}
      back="/"
      action={
        <SaveButton saving={saving} onClick={save}>
          {tell('sealedVisit.save')}
        </SaveButton>
      }
    >
      <PastTimesFields times={times} timesTold={timesTold.value} />
      <NoteField
        note={note.value}
        onInput={(written) => {
          note.value = written;
        }}
      />
      <div class="buttons">
        <Button kind="plain" onClick={onChange}>
          {tell('sealedVisit.another')}
        </Button>
      </div>
    </Screen>
  );
}

function Saved({ onNext }: { onNext: () => void }) {
  return (
    <Screen
      title={tell('sealedVisit.title')}
      action={
        <Button kind="primary" href="/" wide>
          {tell('sealedVisit.toLock')}
        </Button>
      }
    >
      <Notice kind="done" title={tell('sealedVisit.saved')}>
        <p>{tell('sealedVisit.savedMeans')}</p>
      </Notice>
      <div class="buttons">
        <Button icon="scan" onClick={onNext}>
          {tell('sealedVisit.next')}
        </Button>
      </div>
    </Screen>
  );
}
