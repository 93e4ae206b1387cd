/** Opening a voucher, three ways on one screen: the camera, a photo, the typed number. */
import { navigate } from '../../navigate';
import { Screen } from '../../parts/screen';
import type { Found } from '../../scan/code';
import { tell } from '../../words/door';
import { NumberEntry } from './number-entry';
import { PhotoPick } from './photo-pick';
import { VoucherViewfinder } from './voucher-viewfinder';
import '../../style/scan.css';

export default function Scan() {
  return (
    <Screen title={tell('scan.title')} back="/">
      <VoucherViewfinder onFound={open} />
      <section class="scan-ways" aria-label={tell('scan.otherWays')}>
        <PhotoPick onFound={open} />
        <NumberEntry onFound={open} />
      </section>
    </Screen>
  );
}

function open(found: Found): void {
  navigator.vibrate?.(60);
  navigate('code' in found ? `/v/${found.code}` : `/voucher/${found.number}`, { replace: true });
}
