/** What is left of a grant in its period, said in words first; the bar only repeats it. */
import type { PeriodBalance } from '../api/schema';
import { t } from '../words';
import { euros } from '../words/amounts';
import { duration } from '../words/formats';
import { tell } from '../words/meter';

const PERIODS: Record<PeriodBalance['period'], '' | 'Week' | 'Total'> = { month: '', week: 'Week', total: 'Total' };
const UNITS = {
  day: 'meter.days',
  week: 'meter.weeks',
  month: 'meter.months',
} as const;

/** So much of a grant, in the unit it is counted in: "5 t 30 min", "3 käyntiä", "120,00 €". */
export function amountOf(quantity: number, unit: PeriodBalance['unit'], length: 'short' | 'long' = 'short'): string {
  if (unit === 'minute') return duration(quantity, length);
  if (unit === 'cent') return euros(quantity);
  return unit === 'visit' ? t('visit.count', { count: quantity }) : tell(UNITS[unit], { count: quantity });
}

/** Shows nothing of a grant in money to whom no money is told. */
export function Meter({ balance }: { balance: PeriodBalance | null }) {
  if (balance === null) return null;
  const { granted, used, reserved, left, unit } = balance;
  const exceeded = left < 0;
  const say = (what: 'left' | 'granted' | 'exceeded', time = 0) =>
    tell(`meter.${what}${PERIODS[balance.period]}`, { time: amountOf(time, unit) });
  return (
    <div class={exceeded ? 'meter meter-exceeded' : 'meter'}>
      <p class="meter-figure">
        <strong>{amountOf(Math.abs(left), unit)}</strong> {say(exceeded ? 'exceeded' : 'left')}
      </p>
      <progress
        max={Math.max(granted, 1)}
        value={Math.min(used, granted)}
        aria-label={tell('meter.label', {
          used: amountOf(used, unit, 'long'),
          granted: amountOf(granted, unit, 'long'),
        })}
      />
      <p class="meter-words">
        <span>{say('granted', granted)}</span>, <span>{tell('meter.used', { time: amountOf(used, unit) })}</span>
        {reserved > 0 && (
          <>
            , <span>{tell('meter.reserved', { time: amountOf(reserved, unit) })}</span>
          </>
        )}
      </p>
    </div>
  );
}
