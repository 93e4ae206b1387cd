/** A figure's reasons, opened on demand: what went in, each step, the rounding, the law, and what of it is unverified. */
import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Explanation, Figure } from '../rules/explanation';
import { euros, percent } from '../words/amounts';
import { bandName } from '../words/band-names';
import { type CalculatorKey, tell } from '../words/calculator';
import { duration } from '../words/formats';

interface ExplainedProps {
  why: Explanation;
  /** What is explained, to tell one of many apart for those who hear it. */
  of: string;
  /** The names of all that are open: a table that becomes cards, on paper or on a turned screen, keeps them so. */
  opened: Signal<ReadonlySet<string>>;
}

export function Explained({ why, of, opened }: ExplainedProps) {
  const isOpen = opened.value.has(of);
  const follow = (nowOpen: boolean) => {
    if (nowOpen === isOpen) return;
    const others = [...opened.value].filter((name) => name !== of);
    opened.value = new Set(nowOpen ? [...others, of] : others);
  };
  return (
    <details class="explained" open={isOpen} onToggle={({ currentTarget }) => follow(currentTarget.open)}>
      <summary>
        {tell('explained.how')}
        <span class="for-ears"> {tell('explained.of', { name: of })}</span>
      </summary>
      {isOpen && <Reasons why={why} />}
    </details>
  );
}

function Reasons({ why }: { why: Explanation }) {
  const { direction, stepCents } = why.rounding;
  return (
    <div class="explained-body">
      <p>{tell(`rule.${why.rule}` as CalculatorKey)}</p>
      <Figures title={tell('explained.inputs')} figures={why.inputs} />
      <Figures title={tell('explained.steps')} figures={why.steps} />
      <dl>
        <div>
          <dt>{tell('explained.rounding')}</dt>
          <dd>{tell(`explained.${direction}`, { step: euros(stepCents) })}</dd>
        </div>
        <div>
          <dt>{tell('explained.source')}</dt>
          {/* Sources are named as they stand with the terms, in English. */}
          <dd lang="en">{why.source}</dd>
        </div>
      </dl>
      {!why.verified && <p class="explained-unverified">{tell('explained.unverified')}</p>}
    </div>
  );
}

function Figures({ title, figures }: { title: string; figures: Figure[] }) {
  const id = useId();
  return (
    <>
      <p class="explained-part" id={id}>
        {title}
      </p>
      <dl aria-labelledby={id}>
        {figures.map((figure, place) => (
          <div key={place}>
            <dt>
              {tell(`figure.${figure.what}` as CalculatorKey)}
              {figure.band && ` (${bandName(figure.band)})`}
            </dt>
            <dd>{said(figure)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function said({ amount, unit, over }: Figure): string {
  switch (unit) {
    case 'cents':
      return euros(amount, over);
    case 'cents_per_minute':
    case 'cents_per_quarter_hour':
    case 'cents_per_half_hour':
    case 'cents_per_hour':
    case 'cents_per_visit':
    case 'cents_per_day':
    case 'cents_per_week':
    case 'cents_per_month':
      return tell(`unit.${unit.slice('cents_per_'.length)}` as CalculatorKey, { euros: euros(amount, over) });
    case 'basis_points':
      return percent(amount);
    case 'permille':
      return percent(amount * 10);
    case 'minutes':
      return duration(amount);
    case 'hours':
      return duration(amount * 60);
    case 'people':
      return tell('unit.people', { count: amount });
    // The services counted in whole units are counted in days.
    case 'days':
    case 'units':
      return tell('unit.days', { count: amount });
  }
}
