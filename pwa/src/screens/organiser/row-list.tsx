/** Rows of a form that can be added and taken away, and moved where their order counts; the keyboard stays among them. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Button } from '../../parts/button';
import { tell } from '../../words/organiser';

interface RowListProps<Row> {
  rows: readonly Row[];
  /** What a row is called by those who hear the acts on it. */
  nameOf: (row: Row, place: number) => string;
  /** A row with nothing typed in it. */
  fresh: () => Row;
  /** What adding one is called. */
  adding: string;
  /** That many must stay. */
  least?: number;
  /** The first row that fits counts, so they can be moved. */
  isOrdered?: boolean;
  onChange: (rows: Row[]) => void;
  children: (row: Row, place: number, change: (patch: Partial<Row>) => void) => ComponentChildren;
}

const FIELDS = 'input, select';

export function RowList<Row extends object>(props: RowListProps<Row>) {
  const { rows, nameOf, fresh, adding, least = 0, isOrdered = false, onChange, children } = props;
  const list = useRef<HTMLOListElement>(null);
  const goTo = (place: number) =>
    requestAnimationFrame(() => {
      const row = list.current?.children[place];
      const add = list.current?.nextElementSibling?.querySelector('button');
      (row?.querySelector<HTMLElement>(FIELDS) ?? add)?.focus();
    });
  const put = (changed: Row[], place: number) => {
    onChange(changed);
    goTo(place);
  };
  const move = (row: Row, place: number, steps: number) =>
    put(rows.toSpliced(place, 1).toSpliced(place + steps, 0, row), place + steps);
  return (
    <div class="part">
      <ol class="rows-list" ref={list}>
        {rows.map((row, place) => (
          <li key={keyOf(row, place)} class="card">
            {children(row, place, (patch) => onChange(rows.with(place, { ...row, ...patch })))}
            <div class="buttons">
              {isOrdered && place > 0 && (
                <Button onClick={() => move(row, place, -1)}>{act('row.up', nameOf(row, place))}</Button>
              )}
              {isOrdered && place < rows.length - 1 && (
                <Button onClick={() => move(row, place, 1)}>{act('row.down', nameOf(row, place))}</Button>
              )}
              {rows.length > least && (
                <Button kind="plain" onClick={() => put(rows.toSpliced(place, 1), Math.max(0, place - 1))}>
                  {act('row.remove', nameOf(row, place))}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
      <div class="buttons">
        <Button onClick={() => put([...rows, fresh()], rows.length)}>{adding}</Button>
      </div>
    </div>
  );
}

/** Rows that are moved bear a key; the others are known by their place. */
function keyOf(row: object, place: number): string | number {
  return 'key' in row && typeof row.key === 'string' ? row.key : place;
}

/** The act as it is seen, with the row's name for those who hear it. */
function act(key: 'row.up' | 'row.down' | 'row.remove', name: string) {
  return (
    <>
      {tell(key)}
      <span class="for-ears"> {name}</span>
    </>
  );
}
