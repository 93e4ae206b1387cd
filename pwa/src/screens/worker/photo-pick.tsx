/** Opening a voucher from a photo: one taken now or sent to the phone. */
import { useSignal } from '@preact/signals';
import { Busy } from '../../parts/busy';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import type { Found } from '../../scan/code';
import { lookAtPhoto } from '../../scan/photo';
import { tell } from '../../words/door';

export function PhotoPick({ onFound }: { onFound: (found: Found) => void }) {
  const isLooking = useSignal(false);
  const answer = useSignal<'scan.photoHasNone' | 'scan.decoder-silent' | null>(null);
  const look = async (picked: HTMLInputElement): Promise<void> => {
    const photo = picked.files?.[0];
    if (!photo) return;
    isLooking.value = true;
    answer.value = null;
    try {
      const { found } = await lookAtPhoto(photo);
      if (found) onFound(found);
      else answer.value = 'scan.photoHasNone';
    } catch {
      answer.value = 'scan.decoder-silent';
    } finally {
      isLooking.value = false;
      // The same photo may be picked again.
      picked.value = '';
    }
  };
  return (
    <div class="photo-pick">
      <label class="button button-quiet button-wide">
        <Icon name="picture" />
        <span>{tell('scan.photo')}</span>
        <input class="for-ears" type="file" accept="image/*" onChange={({ currentTarget }) => look(currentTarget)} />
      </label>
      {isLooking.value && <Busy what={tell('scan.lookingAtPhoto')} />}
      {answer.value && (
        <Notice kind="warn" title={tell(answer.value)}>
          <p>{tell('scan.useOtherWay')}</p>
        </Notice>
      )}
    </div>
  );
}
