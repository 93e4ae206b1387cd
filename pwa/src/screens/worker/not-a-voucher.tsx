/** What was scanned or opened cannot be used as a voucher: why, and the way to try again. */
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { ProblemView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { tell } from '../../words/door';
import type { Door } from './door';

/** Whether the code by itself rules the voucher out. */
export function isRuledOut(door: Door | null | undefined): boolean {
  return door === null || door?.proof === 'forged' || door?.proof === 'unknown-key';
}

export function NotAVoucher({ door }: { door: Door | null }) {
  return (
    <Screen
      title={tell('door.title')}
      back="/scan"
      action={
        <Button kind="primary" icon="scan" href="/scan" wide>
          {tell('door.scanAgain')}
        </Button>
      }
    >
      {door?.proof === 'unknown-key' ? (
        <Notice kind="refused" title={tell('door.unknownKey')}>
          <p>{tell('door.unknownKeyNext')}</p>
        </Notice>
      ) : (
        <ProblemView problem={{ type: `/problems/${door ? 'voucher-not-genuine' : 'voucher-number-mistyped'}` }} />
      )}
    </Screen>
  );
}
