/** Unsent visits given to another phone: a moving code for a colleague's camera, or a file. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Envelope } from '../../api/schema';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { giveFile } from '../../parts/give-file';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { toGive } from '../../rescue/carried';
import { FILE_NAME, fileOf } from '../../rescue/parcel';
import { session } from '../../session';
import { t } from '../../words';
import { tell } from '../../words/rescue';
import { MovingCode } from './moving-code';
import '../../style/rescue.css';

interface Given {
  envelopes: Envelope[];
  unsealed: number;
}

export default function Rescue() {
  const given = useSignal<Given | null>(null);
  const failure = useSignal<unknown>(null);
  const isShown = useSignal(false);
  useEffect(() => {
    toGive(session.value?.person.id ?? '').then(
      (found) => {
        given.value = found;
      },
      (cause: unknown) => {
        failure.value = cause;
      },
    );
  }, []);
  if (failure.value !== null) return <FailureView failure={failure.value} />;
  if (given.value === null) return <Busy what={t('app.loading')} />;
  const { envelopes, unsealed } = given.value;
  if (isShown.value) return <Showing envelopes={envelopes} />;
  return (
    <Screen
      title={tell('rescue.title')}
      lede={envelopes.length > 0 && tell('rescue.count', { count: envelopes.length })}
      back="/phone"
      action={
        envelopes.length > 0 && (
          <Button
            kind="primary"
            icon="scan"
            wide
            onClick={() => {
              isShown.value = true;
            }}
          >
            {tell('rescue.show')}
          </Button>
        )
      }
    >
      {unsealed > 0 && (
        <Notice kind="warn" announced={false} title={tell('rescue.unsealed', { count: unsealed })}>
          <p>{tell('rescue.unsealedNext')}</p>
        </Notice>
      )}
      {envelopes.length === 0 && unsealed === 0 && (
        <Empty title={tell('rescue.nothing')} icon="check">
          <p>{tell('rescue.nothingNext')}</p>
        </Empty>
      )}
      {envelopes.length > 0 && <Ways envelopes={envelopes} />}
    </Screen>
  );
}

function Ways({ envelopes }: { envelopes: Envelope[] }) {
  const isMade = useSignal(false);
  const make = async (): Promise<void> => {
    isMade.value = await giveFile(FILE_NAME, fileOf(envelopes));
  };
  return (
    <>
      <ol class="steps">
        <li>{tell('rescue.step1')}</li>
        <li>{tell('rescue.step2')}</li>
      </ol>
      <p>{tell('rescue.safe')}</p>
      <section class="part">
        <p>{tell('rescue.fileMeans')}</p>
        <div class="buttons">
          <Button icon="send" onClick={() => void make()}>
            {tell('rescue.file')}
          </Button>
        </div>
        <div role="status">
          {isMade.value && (
            <Notice kind="done" announced={false} title={tell('rescue.fileMade', { name: FILE_NAME })} />
          )}
        </div>
      </section>
    </>
  );
}

/** Nothing lies over the code: the way out comes after it. */
function Showing({ envelopes }: { envelopes: Envelope[] }) {
  return (
    <Screen title={tell('rescue.title')} lede={tell('rescue.keepStill')} back="/phone">
      <MovingCode envelopes={envelopes} />
      <Button kind="primary" icon="check" href="/phone" wide>
        {tell('rescue.done')}
      </Button>
    </Screen>
  );
}
