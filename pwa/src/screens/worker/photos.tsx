/** The photos of one's own visit: taken or chosen here, each with where it is now. The visit itself never waits for one. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { givePhotoUp, keepPhoto, MOST_BYTES, MOST_PHOTOS, photoOnTheWay, photos } from '../../offline/photos';
import type { KeptPhoto } from '../../offline/store';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import { ProblemView } from '../../parts/problem';
import { smallPhoto } from '../../scan/picture';
import { type PhotosKey, tell } from '../../words/photos';
import '../../style/photos.css';

export function Photos({ visit }: { visit: string }) {
  const own = photos.value.filter((photo) => photo.visit === visit && photo.state !== 'given-up');
  const heard = useSignal('');
  const isMaking = useSignal(false);
  const failure = useSignal<'photos.unreadable' | 'photos.notKept' | null>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const add = async (picked: HTMLInputElement): Promise<void> => {
    const chosen = picked.files?.[0];
    if (!chosen || isMaking.value) return;
    isMaking.value = true;
    failure.value = null;
    heard.value = '';
    try {
      const bytes = await smallPhoto(chosen, MOST_BYTES).catch(() => null);
      if (bytes) await keepPhoto(visit, bytes);
      else failure.value = 'photos.unreadable';
    } catch (cause) {
      reportError(cause);
      failure.value = 'photos.notKept';
    } finally {
      isMaking.value = false;
      // The same photo may be picked again.
      picked.value = '';
    }
  };
  const remove = async (id: string): Promise<void> => {
    await givePhotoUp(id);
    heard.value = tell('photos.removed');
    head.current?.focus();
  };
  return (
    <section class="part" aria-labelledby="photos">
      <h2 id="photos" ref={head} tabIndex={-1}>
        {tell('photos.title')}
      </h2>
      {own.length > 0 && (
        <ol class="photos">
          {own.map((photo, place) => (
            <PhotoRow key={photo.id} photo={photo} number={place + 1} onRemove={() => remove(photo.id)} />
          ))}
        </ol>
      )}
      <p class="for-ears" role="status">
        {heard.value}
      </p>
      {isMaking.value && <Busy what={tell('photos.making')} />}
      {failure.value && (
        <Notice kind="warn" title={tell(failure.value)}>
          <p>{tell(`${failure.value}Next`)}</p>
        </Notice>
      )}
      {own.length < MOST_PHOTOS ? (
        <>
          <p class="soft">{tell('photos.hint')}</p>
          <div class="buttons">
            <Picker what="photos.take" onPick={add} fromCamera />
            <Picker what="photos.pick" onPick={add} />
          </div>
        </>
      ) : (
        <p class="soft">{tell('photos.full')}</p>
      )}
    </section>
  );
}

interface PickerProps {
  what: PhotosKey;
  onPick: (picked: HTMLInputElement) => void;
  fromCamera?: boolean;
}

function Picker({ what, onPick, fromCamera = false }: PickerProps) {
  return (
    <label class="button button-quiet">
      <Icon name={fromCamera ? 'camera' : 'picture'} />
      <span>{tell(what)}</span>
      <input
        class="for-ears"
        type="file"
        accept="image/*"
        {...(fromCamera && { capture: 'environment' })}
        onChange={({ currentTarget }) => onPick(currentTarget)}
      />
    </label>
  );
}

function PhotoRow({ photo, number, onRemove }: { photo: KeptPhoto; number: number; onRemove: () => void }) {
  const sent = photoOnTheWay.value?.id === photo.id ? photoOnTheWay.value.sent : null;
  const isReceived = photo.state === 'received';
  return (
    <li class="photo">
      {photo.bytes?.length > 0 && <Thumbnail photo={photo} />}
      <div class="photo-words">
        <p class="photo-name">{tell('photos.nth', { number })}</p>
        {photo.state === 'refused' && photo.problem ? (
          <ProblemView problem={photo.problem} announced={false} />
        ) : (
          <p class="photo-state">{stateOf(photo, sent)}</p>
        )}
        {isReceived && photo.problem && <ProblemView problem={photo.problem} announced={false} />}
        {isReceived && (
          <Button kind="plain" icon="eye" href={`/api/attachments/${photo.id}`} newTab>
            {tell('photos.open', { number })}
          </Button>
        )}
        {!isReceived && sent === null && (
          <Button kind="plain" icon="close" onClick={onRemove}>
            {tell('photos.remove', { number })}
          </Button>
        )}
      </div>
    </li>
  );
}

function stateOf({ state, bytes }: KeptPhoto, sent: number | null): string {
  if (state === 'received') return tell('photos.received');
  if (sent === null) return tell('photos.waiting');
  return tell('photos.sending', { percent: Math.floor((100 * sent) / bytes.length) });
}

/** Of what is still on the phone; what has arrived is no longer here. */
function Thumbnail({ photo: { bytes } }: { photo: KeptPhoto }) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes.length]);
  return <img class="photo-frame" {...(address && { src: address })} alt="" />;
}
