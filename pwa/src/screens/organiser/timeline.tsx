/** A part's versions on one line of time: a list to read, each with a bar that shows when it holds. */
import { shortDay, today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { type Axis, type Days, placeOn, spanOn, stateOn, type VersionState, yearsOn } from './spans';

export interface TimelineVersion extends Days {
  id: string;
  href: string;
  /** What it is worth in a few words: its value, or what it says. */
  gist: string;
}

interface TimelineProps {
  /** What the versions are of, for those who hear it. */
  of: string;
  versions: readonly TimelineVersion[];
  /** Several parts under each other share one line of time. */
  axis: Axis;
}

export function Timeline({ of, versions, axis }: TimelineProps) {
  const now = today();
  const newestFirst = versions.toReversed();
  return (
    <ol class="timeline" aria-label={tell('timeline.of', { name: of })}>
      {newestFirst.map((version) => {
        const state = stateOn(now, version);
        const { from, to, isOpen } = spanOn(axis, version);
        const place = `--from: ${from}; --to: ${to}; --today: ${placeOn(axis, now)}`;
        return (
          <li key={version.id} class={`timeline-${state}`}>
            <a href={version.href}>
              <span class="timeline-days">{daysSaid(version)}</span>
              <span class="timeline-gist">{version.gist}</span>
            </a>
            <StateMark state={state} />
            <span class="timeline-line" style={place} aria-hidden="true">
              {to > 0 && <span class={isOpen ? 'timeline-bar timeline-open' : 'timeline-bar'} />}
              <span class="timeline-today" />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The years over the bars, and today among them. */
export function TimelineScale({ axis }: { axis: Axis }) {
  return (
    <div class="timeline-scale" aria-hidden="true">
      {yearsOn(axis).map(({ year, at }) => (
        <span key={year} style={`--at: ${at}`}>
          {year}
        </span>
      ))}
      <span class="timeline-now" style={`--at: ${placeOn(axis, today())}`}>
        {tell('timeline.today')}
      </span>
    </div>
  );
}

/** In force, to come or past: in words and in the look, never by colour alone. */
export function StateMark({ state }: { state: VersionState }) {
  return <span class={`state-mark state-${state}`}>{tell(`state.${state}`)}</span>;
}

/** "1.1.2026–31.12.2026", or from a day until further notice. */
export function daysSaid({ firstDay, lastDay }: Days): string {
  if (lastDay === null) return tell('days.from', { first: shortDay(firstDay) });
  return tell('days.fromTo', { first: shortDay(firstDay), last: shortDay(lastDay) });
}
