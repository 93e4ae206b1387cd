/** Opening a voucher, three ways on one screen: the camera, a photo, the typed number. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { navigate } from '../../navigate';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import { Screen } from '../../parts/screen';
import { type CameraTrouble, type Scanning, startScanning } from '../../scan/camera';
import type { Found } from '../../scan/code';
import { lookAtPhoto } from '../../scan/look';
import { t } from '../../words';
import { NumberEntry } from './number-entry';
import '../../style/scan.css';

/** How long "this is not a voucher" stays after the strange code has left the picture. */
const STRANGER_SHOWN_MS = 2500;

export default function Scan() {
  return (
    <Screen title={t('scan.title')} back="/">
      <Viewfinder />
      <section class="scan-ways" aria-label={t('scan.otherWays')}>
        <PhotoPick />
        <NumberEntry />
      </section>
    </Screen>
  );
}

function open(found: Found): void {
  navigator.vibrate?.(60);
  navigate('code' in found ? `/v/${found.code}` : `/voucher/${found.number}`, { replace: true });
}

function Viewfinder() {
  const video = useRef<HTMLVideoElement>(null);
  const scanning = useRef<Scanning | null>(null);
  const trouble = useSignal<CameraTrouble | null>(null);
  const isSeeing = useSignal(false);
  const isStranger = useSignal(false);
  const attempt = useSignal(0);
  useEffect(() => {
    if (!video.current) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    scanning.current = startScanning(video.current, {
      onFound: open,
      onStranger() {
        isStranger.value = true;
        clearTimeout(timer);
        timer = setTimeout(() => {
          isStranger.value = false;
        }, STRANGER_SHOWN_MS);
      },
      onTrouble(met) {
        scanning.current?.stop();
        trouble.value = met;
      },
    });
    return () => {
      clearTimeout(timer);
      scanning.current?.stop();
    };
  }, [attempt.value]);
  if (trouble.value !== null) {
    return (
      <Trouble
        trouble={trouble.value}
        onRetry={() => {
          trouble.value = null;
          isSeeing.value = false;
          attempt.value += 1;
        }}
      />
    );
  }
  const torch = scanning.current?.torch.value ?? null;
  return (
    <div class="viewfinder">
      <video
        ref={video}
        muted
        playsInline
        aria-label={t('scan.picture')}
        onPlaying={() => {
          isSeeing.value = true;
        }}
      />
      {!isSeeing.value && <Busy what={t('scan.starting')} />}
      <p class="viewfinder-words" role="status">
        {t(isStranger.value ? 'scan.stranger' : 'scan.point')}
      </p>
      {torch !== null && isSeeing.value && (
        <Button icon="light" pressed={torch} onClick={() => void scanning.current?.lightTorch(!torch)}>
          {t('scan.light')}
        </Button>
      )}
    </div>
  );
}

function Trouble({ trouble, onRetry }: { trouble: CameraTrouble; onRetry: () => void }) {
  return (
    <Notice
      kind="warn"
      title={t(`scan.${trouble}`)}
      action={<Button onClick={onRetry}>{t('scan.retryCamera')}</Button>}
    >
      <p>{t(trouble === 'not-allowed' ? 'scan.allowCamera' : 'scan.useOtherWay')}</p>
    </Notice>
  );
}

function PhotoPick() {
  const isLooking = useSignal(false);
  const answer = useSignal<'scan.photoHasNone' | 'scan.decoder-silent' | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const look = async (photo: Blob): Promise<void> => {
    isLooking.value = true;
    answer.value = null;
    try {
      const { found } = await lookAtPhoto(photo);
      if (found) open(found);
      else answer.value = 'scan.photoHasNone';
    } catch {
      answer.value = 'scan.decoder-silent';
    } finally {
      isLooking.value = false;
      if (input.current) input.current.value = '';
    }
  };
  return (
    <div class="photo-pick">
      <label class="button button-quiet button-wide">
        <Icon name="picture" />
        <span>{t('scan.photo')}</span>
        <input
          ref={input}
          class="for-ears"
          type="file"
          accept="image/*"
          onChange={({ currentTarget }) => {
            const photo = currentTarget.files?.[0];
            if (photo) void look(photo);
          }}
        />
      </label>
      {isLooking.value && <Busy what={t('scan.lookingAtPhoto')} />}
      {answer.value && (
        <Notice kind="warn" title={t(answer.value)}>
          <p>{t('scan.useOtherWay')}</p>
        </Notice>
      )}
    </div>
  );
}
