/** A colleague's unsent visits taken in: her moving code caught by the camera, or her file; then they leave from here. */
import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Envelope } from '../../api/schema';
import { sync } from '../../offline/sync';
import { Button } from '../../parts/button';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { carried, takeIn } from '../../rescue/carried';
import { type Caught, caughtWith, type Frame, NOTHING_CAUGHT, readFrame, wholeOf } from '../../rescue/frames';
import { envelopesIn, FILE_NAME, unpacked } from '../../rescue/parcel';
import { session } from '../../session';
import { tell } from '../../words/rescue';
import { Viewfinder } from './viewfinder';
import '../../style/scan.css';
import '../../style/rescue.css';

type Fault = 'take.notRead' | 'take.damaged';

interface Taking {
  isTaken: Signal<boolean>;
  fault: Signal<Fault | null>;
  failure: Signal<unknown>;
  take: (found: Envelope[] | null, fault: Fault) => Promise<void>;
}

export default function TakeIn() {
  const taking = useTaking();
  if (taking.isTaken.value) return <Taken taking={taking} />;
  return (
    <Screen title={tell('take.title')} back="/phone">
      <Catching taking={taking} />
      {taking.fault.value && (
        <Notice kind="warn" title={tell(taking.fault.value)}>
          <p>{tell('take.notReadNext', { name: FILE_NAME })}</p>
        </Notice>
      )}
      {taking.failure.value !== null && <FailureView failure={taking.failure.value} />}
      <FilePick taking={taking} />
    </Screen>
  );
}

function useTaking(): Taking {
  const isTaken = useSignal(false);
  const fault = useSignal<Fault | null>(null);
  const failure = useSignal<unknown>(null);
  const take: Taking['take'] = async (found, faultIfNone) => {
    failure.value = null;
    fault.value = found === null || found.length === 0 ? faultIfNone : null;
    if (found === null || fault.value) return;
    try {
      await takeIn(session.value?.person.id ?? '', found);
      navigator.vibrate?.(60);
      isTaken.value = true;
      void sync();
    } catch (cause) {
      failure.value = cause;
    }
  };
  return { isTaken, fault, failure, take };
}

function Catching({ taking }: { taking: Taking }) {
  const caught = useSignal<Caught>(NOTHING_CAUGHT);
  const latest = useSignal<Frame | null>(null);
  const isStranger = useSignal(false);
  const onSeen = useMemo(
    () => (texts: string[]) => {
      const frames = texts.map(readFrame).filter((frame) => frame !== null);
      isStranger.value = texts.length > 0 && frames.length === 0;
      for (const frame of frames) {
        latest.value = frame;
        caught.value = caughtWith(caught.peek(), frame);
        const whole = wholeOf(caught.peek(), frame.parcel);
        if (!whole) continue;
        caught.value = NOTHING_CAUGHT;
        void unpacked(whole, frame.parcel).then((found) => taking.take(found, 'take.damaged'));
      }
      return false;
    },
    [],
  );
  const known = caught.value.get(latest.value?.parcel ?? '');
  return (
    <div class="part">
      <Viewfinder
        onSeen={onSeen}
        words={tell(isStranger.value ? 'take.stranger' : 'take.point')}
        otherWay={tell('take.otherWay')}
      />
      {known && (
        <>
          <progress class="catching" aria-label={tell('take.title')} value={known.parts.size} max={known.count} />
          <p class="figures-line">{tell('take.progress', { caught: known.parts.size, count: known.count })}</p>
        </>
      )}
    </div>
  );
}

function FilePick({ taking }: { taking: Taking }) {
  const read = async (picked: HTMLInputElement): Promise<void> => {
    const file = picked.files?.[0];
    if (!file) return;
    const text = await file.text().catch(() => '');
    await taking.take(envelopesIn(text), 'take.notRead');
    // The same file may be picked again.
    picked.value = '';
  };
  return (
    <div class="photo-pick">
      <label class="button button-quiet button-wide">
        <Icon name="picture" />
        <span>{tell('take.file')}</span>
        <input
          class="for-ears"
          type="file"
          accept=".json,application/json"
          onChange={({ currentTarget }) => read(currentTarget)}
        />
      </label>
    </div>
  );
}

function Taken({ taking }: { taking: Taking }) {
  const count = carried.value.length;
  return (
    <Screen
      title={tell('take.title')}
      back="/phone"
      action={
        <Button kind="primary" icon="home" href="/" wide>
          {tell('take.home')}
        </Button>
      }
    >
      <Notice kind="done" title={count > 0 ? tell('take.taken', { count }) : tell('take.allSent')}>
        {count > 0 && <p>{tell('take.takenMeans')}</p>}
      </Notice>
      <div class="buttons">
        <Button
          icon="scan"
          onClick={() => {
            taking.isTaken.value = false;
          }}
        >
          {tell('take.more')}
        </Button>
      </div>
    </Screen>
  );
}
