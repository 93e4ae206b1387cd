/** The camera's picture, pointed at a voucher. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Found } from '../../scan/code';
import { lookingForVoucher } from '../../scan/voucher';
import { tell } from '../../words/door';
import { Viewfinder } from './viewfinder';

/** How long "this is not a voucher" stays after the strange code has left the picture. */
const STRANGER_SHOWN_MS = 2500;

export function VoucherViewfinder({ onFound }: { onFound: (found: Found) => void }) {
  const isStranger = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onStranger = (): void => {
    isStranger.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      isStranger.value = false;
    }, STRANGER_SHOWN_MS);
  };
  const onSeen = useMemo(() => lookingForVoucher({ onFound, onStranger }), []);
  return (
    <Viewfinder
      onSeen={onSeen}
      words={tell(isStranger.value ? 'scan.stranger' : 'scan.point')}
      otherWay={tell('scan.useOtherWay')}
    />
  );
}
