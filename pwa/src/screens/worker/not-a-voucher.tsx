/** What was scanned or opened cannot be used as a voucher: why, and the way to try again. */
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { ProblemView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { t } from '../../words';
import type { Door } from './door';

/** Whether the code by itself rules the voucher out. */
export function isRuledOut(door: Door | null | undefined): boolean {
  return door === null || door?.proof === 'forged' || door?.proof === 'unknown-key';
}

export function NotAVoucher({ door }: { door: Door | null }) {
  return (
    <Screen
      title={t('door.title')}
      back="/scan"
      action={
        <Button kind="primary" icon="scan" href="/scan" wide>
          {t('door.scanAgain')}
        </Button>
      }
    >
      {door?.proof === 'unknown-key' ? (
        <Notice kind="refused" title={t('door.unknownKey')}>
          <p>{t('door.unknownKeyNext')}</p>
        </Notice>
      ) : (
        <ProblemView problem={{ type: `/problems/${door ? 'voucher-not-genuine' : 'voucher-number-mistyped'}` }} />
      )}
    </Screen>
  );
}
