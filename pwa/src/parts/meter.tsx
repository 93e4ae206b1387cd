/** What is left of a grant in its period, said in words first; the bar only repeats it. */
import type { PeriodBalance } from '../api/schema';
import { type Key, t } from '../words';
import { euros } from '../words/amounts';
import { duration } from '../words/formats';

const PERIODS: Record<PeriodBalance['period'], '' | 'Week' | 'Total'> = { month: '', week: 'Week', total: 'Total' };
const UNITS: Record<Exclude<PeriodBalance['unit'], 'minute' | 'cent'>, Key> = {
  visit: 'visit.count',
  day: 'meter.days',
  week: 'meter.weeks',
  month: 'meter.months',
};

/** So much of a grant, in the unit it is counted in: "5 t 30 min", "3 käyntiä", "120,00 €". */
export function amountOf(quantity: number, unit: PeriodBalance['unit'], length: 'short' | 'long' = 'short'): string {
  if (unit === 'minute') return duration(quantity, length);
  if (unit === 'cent') return euros(quantity);
  return t(UNITS[unit], { count: quantity });
}

/** Shows nothing of a grant in money to whom no money is told. */
export function Meter({ balance }: { balance: PeriodBalance | null }) {
  if (balance === null) return null;
  const { granted, used, reserved, left, unit } = balance;
  const exceeded = left < 0;
  const say = (what: 'left' | 'granted' | 'exceeded', time = 0) =>
    t(`meter.${what}${PERIODS[balance.period]}`, { time: amountOf(time, unit) });
  return (
    <div class={exceeded ? 'meter meter-exceeded' : 'meter'}>
      <p class="meter-figure">
        <strong>{amountOf(Math.abs(left), unit)}</strong> {say(exceeded ? 'exceeded' : 'left')}
      </p>
      <progress
        max={Math.max(granted, 1)}
        value={Math.min(used, granted)}
        aria-label={t('meter.label', { used: amountOf(used, unit, 'long'), granted: amountOf(granted, unit, 'long') })}
      />
      <p class="meter-words">
        <span>{say('granted', granted)}</span>, <span>{t('meter.used', { time: amountOf(used, unit) })}</span>
        {reserved > 0 && (
          <>
            , <span>{t('meter.reserved', { time: amountOf(reserved, unit) })}</span>
          </>
        )}
      </p>
    </div>
  );
}
