/** A rulebook's bands as a week: each kind of day a row of hours, drawn and told. */
import type { Timetable } from '../../rules/bands';
import type { PriceTerms } from '../../rules/price';
import { bandName } from '../../words/band-names';
import { today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { bandPrice, clockSaid } from './said-price';
import { type DayRow, type Stretch, weekOf } from './week';

const DAY_MINUTES = 24 * 60;
/** How many steps of shade tell prices apart; there is no price list with more. */
const SHADES = 5;

export function WeekGrid({ price, timetable }: { price: PriceTerms; timetable: Timetable }) {
  const week = weekOf(timetable, today());
  const shades = shadesOf(week, price);
  return (
    <div class="week">
      <ul class="week-days" aria-label={tell('week.title')}>
        {week.map(({ row, stretches }) => (
          <li key={row} class="week-day">
            <strong>{tell(`week.${row}`)}</strong>
            <span class="week-hours" aria-hidden="true">
              {stretches.map((stretch) => (
                <span
                  key={stretch.fromMinute}
                  class={stretch.band ? `week-band week-shade-${shades.get(worth(stretch, price))}` : 'week-gap'}
                  style={`--share: ${(stretch.toMinute - stretch.fromMinute) / DAY_MINUTES}`}
                />
              ))}
            </span>
            <ul class="week-told">
              {stretches.map((stretch) => (
                <li key={stretch.fromMinute} class={stretch.band ? undefined : 'soft'}>
                  {stretchSaid(stretch, price)}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}

function stretchSaid({ fromMinute, toMinute, band }: Stretch, price: PriceTerms): string {
  const hours = tell('week.hours', { from: clockSaid(fromMinute), to: clockSaid(toMinute) });
  if (!band) return tell('week.gap', { hours });
  return tell('week.band', { hours, name: bandName(band.slug), price: bandPrice(band, price) });
}

function worth({ band }: Stretch, { baseCents }: PriceTerms): number {
  if (!band) return 0;
  return typeof band.cents === 'number' ? band.cents : (baseCents ?? 1) * (band.factorPermille ?? 1000);
}

/** A shade for each price, the dearest the deepest. */
function shadesOf(week: readonly DayRow[], price: PriceTerms): Map<number, number> {
  const bands = week.flatMap(({ stretches }) => stretches.filter(({ band }) => band));
  const prices = [...new Set(bands.map((stretch) => worth(stretch, price)))].sort((one, other) => one - other);
  return new Map(prices.map((one, place) => [one, Math.ceil(((place + 1) * SHADES) / prices.length)]));
}
