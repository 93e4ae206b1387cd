/** One month at a time: the one before, the one after, never the future. */
import { t } from '../words';
import { monthFrom, monthName, today } from '../words/formats';
import { Icon } from './icon';
import '../style/visits.css';

export function MonthChoice({ month, onChoose }: { month: string; onChoose: (month: string) => void }) {
  const now = today().slice(0, 7);
  const step = (steps: number) => {
    const next = monthFrom(month, steps);
    if (next <= now) onChoose(next);
  };
  return (
    <fieldset class="month-choice" aria-label={t('month.choice')}>
      <button class="round" type="button" aria-label={t('month.before')} onClick={() => step(-1)}>
        <Icon name="back" />
      </button>
      <output>{monthName(month)}</output>
      <button
        class="round"
        type="button"
        aria-label={t('month.after')}
        aria-disabled={month >= now}
        onClick={() => step(1)}
      >
        <Icon name="forward" />
      </button>
    </fieldset>
  );
}
