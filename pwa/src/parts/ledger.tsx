/** Many rows of the same kind: a table that sorts on a desk, cards on a phone. Long ones come a stretch at a time. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { count } from '../words/formats';
import { tell } from '../words/ledger';
import { Button } from './button';
import { Icon } from './icon';
import '../style/ledger.css';

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** What the rows are ordered by; a column without it cannot be sorted. */
  order?: (row: Row) => string | number;
  numeric?: boolean;
}

interface LedgerProps<Row> {
  /** What the table holds, for those who hear it. */
  caption: string;
  /** The first column names the row. */
  columns: [Column<Row>, ...Column<Row>[]];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** The order at first; left out for rows that come in an order and in stretches of their own. */
  sortedBy?: { key: string; descending: boolean };
  /** From which width on it is a table, when its columns need more than most. */
  desk?: string;
}

/** Rows drawn at a time: a provider's month holds thousands, a browser draws hundreds without a pause. */
const STRETCH = 100;
/** The width at which a table of seven columns is readable at the 18 px base. */
const DESK = '(min-width: 62rem)';

const AS_GIVEN = { key: '', descending: false };

export function Ledger<Row>({ caption, columns, rows, keyOf, sortedBy, desk = DESK }: LedgerProps<Row>) {
  const [order, setOrder] = useState(sortedBy ?? AS_GIVEN);
  const shown = useSignal(STRETCH);
  const isDesk = useDesk(desk);
  const sorted = sortRows(rows, columns, order);
  const some = sortedBy ? sorted.slice(0, shown.value) : sorted;
  const rest = sorted.length - some.length;
  const sortBy = (key: string) =>
    setOrder((before) => ({ key, descending: before.key === key ? !before.descending : false }));
  const Shape = isDesk ? Table : Cards;
  return (
    <div class="ledger">
      <Shape caption={caption} columns={columns} rows={some} keyOf={keyOf} order={order} sortBy={sortBy} />
      {rest > 0 && (
        <Button
          onClick={() => {
            shown.value += STRETCH;
          }}
        >
          {tell('ledger.more', { count: count(rest) })}
        </Button>
      )}
    </div>
  );
}

interface ShapeProps<Row> {
  caption: string;
  columns: [Column<Row>, ...Column<Row>[]];
  rows: Row[];
  keyOf: (row: Row) => string;
  order: { key: string; descending: boolean };
  sortBy: (key: string) => void;
}

function Table<Row>({ caption, columns, rows, keyOf, order, sortBy }: ShapeProps<Row>) {
  const [first, ...others] = columns;
  return (
    <table>
      <caption class="for-ears">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => {
            const direction = order.descending ? 'descending' : 'ascending';
            const sorted = column.key === order.key ? direction : 'none';
            return (
              <th
                key={column.key}
                scope="col"
                class={column.numeric ? 'numeric' : undefined}
                aria-sort={column.order ? sorted : undefined}
              >
                <Heading column={column} sorted={sorted} sortBy={sortBy} />
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            <th scope="row">{first.cell(row)}</th>
            {others.map((column) => (
              <td key={column.key} class={column.numeric ? 'numeric' : undefined}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface HeadingProps<Row> {
  column: Column<Row>;
  sorted: 'none' | 'ascending' | 'descending';
  sortBy: (key: string) => void;
}

function Heading<Row>({ column, sorted, sortBy }: HeadingProps<Row>) {
  if (!column.order) return <>{column.title}</>;
  return (
    <button class={`sorter sorter-${sorted}`} type="button" onClick={() => sortBy(column.key)}>
      {column.title}
      <Icon name="sort" />
    </button>
  );
}

function Cards<Row>({ caption, columns, rows, keyOf, order, sortBy }: ShapeProps<Row>) {
  const [first, ...others] = columns;
  return (
    <>
      {order !== AS_GIVEN && <SortChoice columns={columns} order={order} sortBy={sortBy} />}
      <ul class="ledger-cards" aria-label={caption}>
        {rows.map((row) => (
          <li key={keyOf(row)} class="card">
            <h2>{first.cell(row)}</h2>
            <dl>
              {others.map((column) => (
                <div key={column.key}>
                  <dt>{column.title}</dt>
                  <dd>{column.cell(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}

/** On a phone: what to sort by is a list to pick from, and the other way round is a button. */
function SortChoice<Row>({ columns, order, sortBy }: Pick<ShapeProps<Row>, 'columns' | 'order' | 'sortBy'>) {
  const id = useId();
  return (
    <div class="sort-choice">
      <label for={id}>{tell('ledger.sortBy')}</label>
      <select id={id} class="input" value={order.key} onChange={(event) => sortBy(event.currentTarget.value)}>
        {columns
          .filter((column) => column.order)
          .map((column) => (
            <option key={column.key} value={column.key}>
              {column.title}
            </option>
          ))}
      </select>
      <Button icon="sort" pressed={order.descending} onClick={() => sortBy(order.key)}>
        {tell('ledger.descending')}
      </Button>
    </div>
  );
}

function sortRows<Row>(rows: Row[], columns: Column<Row>[], order: { key: string; descending: boolean }): Row[] {
  const by = columns.find((column) => column.key === order.key)?.order;
  if (!by) return rows;
  const sign = order.descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [by(one), by(other)];
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), document.documentElement.lang);
  });
}

function useDesk(desk: string): boolean {
  const [isDesk, setDesk] = useState(() => matchMedia(desk).matches);
  useEffect(() => {
    const media = matchMedia(desk);
    const follow = () => setDesk(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [desk]);
  return isDesk;
}
