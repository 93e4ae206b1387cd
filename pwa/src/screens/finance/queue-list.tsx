/** The queue as a list that one hand on the keyboard walks through: arrows, space, figures for the decisions. */
import { useEffect, useRef } from 'preact/hooks';
import type { ReviewLine, RuleSaid } from '../../api/schema';
import { Icon } from '../../parts/icon';
import { rulesOf, stageSaid, whenSaid } from '../../parts/review-facts';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { tell } from '../../words/review';
import type { Outcome } from './deciding';

interface QueueListProps {
  lines: ReviewLine[];
  said: RuleSaid[];
  /** The line that the keyboard stands on. */
  at: string | null;
  selected: ReadonlySet<string>;
  /** What a figure key decides. */
  keys: Partial<Record<string, Outcome>>;
  onMove: (visit: string) => void;
  onSelect: (visits: ReadonlySet<string>) => void;
  onOpen: () => void;
  onDecide: (outcome: Outcome) => void;
}

export function QueueList(props: QueueListProps) {
  const { lines, said, at, selected, keys, onMove, onSelect, onOpen, onDecide } = props;
  const list = useRef<HTMLDivElement>(null);
  const place = Math.max(
    lines.findIndex(({ visitId }) => visitId === at),
    0,
  );
  const current = lines[place];
  useEffect(() => {
    // Only while the list has the focus: whoever is elsewhere is not pulled back.
    if (!list.current?.contains(document.activeElement)) return;
    const row = list.current.querySelector<HTMLElement>('[tabindex="0"]');
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }, [current?.visitId]);

  const toggle = (visit: string) => {
    const others = new Set(selected);
    if (!others.delete(visit)) others.add(visit);
    onSelect(others);
  };
  const go = (to: number, isExtending: boolean) => {
    const next = lines[Math.min(Math.max(to, 0), lines.length - 1)];
    if (!next) return;
    if (isExtending && current) onSelect(new Set([...selected, current.visitId, next.visitId]));
    onMove(next.visitId);
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: lines.length - 1 };
    const to = steps[event.key];
    const decides = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (to !== undefined) go(to, event.shiftKey);
    else if (event.key === ' ' && current) toggle(current.visitId);
    else if (event.key === 'Enter') onOpen();
    else if (event.key === 'Escape' && selected.size > 0) onSelect(new Set());
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) onSelect(new Set(lines.map((one) => one.visitId)));
    else if (decides) onDecide(decides);
    else return;
    event.preventDefault();
  };
  const tap = ({ target }: MouseEvent) => {
    const row = target instanceof Element ? target.closest('[role="option"]') : null;
    const line = row && lines[[...(list.current?.children ?? [])].indexOf(row)];
    if (!line) return;
    onMove(line.visitId);
    if (target instanceof Element && target.closest('.review-mark')) toggle(line.visitId);
    else onOpen();
  };
  return (
    <div
      ref={list}
      class="review-list"
      role="listbox"
      aria-multiselectable="true"
      aria-label={tell('review.list', { count: lines.length })}
      onKeyDown={press}
      onClick={tap}
    >
      {lines.map((line) => (
        <div
          key={line.visitId}
          role="option"
          class={line === current ? 'review-row review-row-at' : 'review-row'}
          aria-selected={selected.has(line.visitId)}
          tabIndex={line === current ? 0 : -1}
          onFocus={() => onMove(line.visitId)}
        >
          <span class="review-mark">{selected.has(line.visitId) && <Icon name="check" />}</span>
          <span class="review-who">
            <strong>{line.clientName}</strong> {whenSaid(line)}
          </span>
          <span class="review-why">
            {rulesOf(line, said)
              .map(({ title }) => say(title))
              .join('. ')}
          </span>
          <span class="soft">{line.provider.name}</span>
          <span class="review-money">{euros(line.money.organiserCents)}</span>
          {line.stage !== 'waiting' && <span class="review-stage">{stageSaid(line)}</span>}
        </div>
      ))}
    </div>
  );
}
