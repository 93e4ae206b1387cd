/** What is left of the month's grant, said in words first; the bar only repeats it. */
import { t } from '../words';
import { duration } from '../words/formats';

interface MeterProps {
  /** Null when the grant is not counted in time. */
  grantedMinutes: number | null;
  usedMinutes: number | null;
  leftMinutes: number | null;
}

export function Meter({ grantedMinutes, usedMinutes, leftMinutes }: MeterProps) {
  const used = usedMinutes ?? 0;
  if (grantedMinutes === null) {
    return (
      <div class="meter">
        <p class="meter-figure">
          <strong>{duration(used)}</strong> {t('meter.usedOnly')}
        </p>
      </div>
    );
  }
  const left = leftMinutes ?? grantedMinutes - used;
  const exceeded = left < 0;
  return (
    <div class={exceeded ? 'meter meter-exceeded' : 'meter'}>
      <p class="meter-figure">
        <strong>{duration(Math.abs(left))}</strong> {t(exceeded ? 'meter.exceeded' : 'meter.left')}
      </p>
      <progress
        max={Math.max(grantedMinutes, 1)}
        value={Math.min(used, grantedMinutes)}
        aria-label={t('meter.label', {
          used: duration(used, 'long'),
          granted: duration(grantedMinutes, 'long'),
        })}
      />
      <p class="meter-words">
        <span>{t('meter.granted', { time: duration(grantedMinutes) })}</span>,{' '}
        <span>{t('meter.used', { time: duration(used) })}</span>
      </p>
    </div>
  );
}
