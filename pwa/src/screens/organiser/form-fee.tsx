/** What a client pays without a voucher: by the act's table, by an own one below it, or the same for everyone. */

import type { FeeTable } from '../../api/schema';
import { Button } from '../../parts/button';
import { OneOf } from '../../parts/one-of';
import { Tick } from '../../parts/tick';
import { percent } from '../../words/amounts';
import { tell } from '../../words/organiser';
import { emptyFeeRow, type FeeDraft, type FeeRowDraft, feeTableDraft } from './draft-fee';
import { FormSection } from './form-parts';
import { RowList } from './row-list';
import { TypedField, useFault } from './typed-field';

interface FeeFieldsProps {
  fee: FeeDraft;
  isFree: boolean;
  cost: string;
  /** The act's table on the first day; what an own one is held to. */
  statutory: FeeTable | null;
  onFee: (patch: Partial<FeeDraft>) => void;
  onFree: (isFree: boolean) => void;
  onCost: (cost: string) => void;
}

export function FeeFields({ fee, isFree, cost, statutory, onFee, onFree, onCost }: FeeFieldsProps) {
  const rows = useFault('fee.rows');
  const free = useFault('fee.isFree');
  const choose = (way: FeeDraft['way']) =>
    onFee(way === 'own' && fee.rows.length === 0 ? { way, rows: [{ ...emptyFeeRow(), fromHours: '0' }] } : { way });
  return (
    <FormSection title={tell('section.fee')} hint={tell('fee.hint')}>
      <Tick name={tell('fee.isFree')} hint={tell('fee.isFreeHint')} checked={isFree} onTick={onFree} />
      <OneOf
        legend={tell('fee.title')}
        value={fee.way}
        error={free ?? rows}
        options={(['none', 'statutory', 'own', 'flat'] as const).map((way) => [
          way,
          tell(`fee.way.${way}`),
          tell(`fee.wayWhat.${way}`),
        ])}
        onChoose={choose}
      />
      {fee.way === 'flat' && (
        <TypedField
          at="fee.flat"
          inputMode="decimal"
          label={tell('fee.flat')}
          value={fee.flat}
          onInput={(flat) => onFee({ flat })}
        />
      )}
      {fee.way === 'own' && <FeeRows fee={fee} statutory={statutory} onFee={onFee} />}
      <TypedField
        at="quantity.cost"
        inputMode="decimal"
        label={tell('fee.cost')}
        hint={tell('fee.costHint')}
        value={cost}
        onInput={onCost}
      />
    </FormSection>
  );
}

type FeeRowsProps = Pick<FeeFieldsProps, 'fee' | 'statutory' | 'onFee'>;

function FeeRows({ fee, statutory, onFee }: FeeRowsProps) {
  return (
    <div class="part">
      <p class="hint">{tell('fee.rowsHint')}</p>
      {statutory && (
        <div class="buttons">
          <Button onClick={() => onFee(feeTableDraft(statutory))}>{tell('fee.fromStatutory')}</Button>
        </div>
      )}
      <RowList
        rows={fee.rows}
        nameOf={({ fromHours }) => tell('fee.fromHours', { count: Number(fromHours) })}
        fresh={emptyFeeRow}
        adding={tell('fee.addRow')}
        onChange={(rows) => onFee({ rows })}
      >
        {(row, place, change) => (
          <FeeRowFields at={`fee.rows.${place}`} row={row} statutory={statutory} onChange={change} />
        )}
      </RowList>
      <Tick
        name={tell('fee.largerAsLast')}
        checked={fee.largerAsLast}
        onTick={(largerAsLast) => onFee({ largerAsLast })}
      />
    </div>
  );
}

interface FeeRowFieldsProps {
  at: string;
  row: FeeRowDraft;
  statutory: FeeTable | null;
  onChange: (row: FeeRowDraft) => void;
}

function FeeRowFields({ at, row, statutory, onChange }: FeeRowFieldsProps) {
  const allowed = statutory && boundAt(statutory, Number(row.fromHours));
  return (
    <div class="cells fee-cells">
      <TypedField
        at={`${at}.fromHours`}
        inputMode="numeric"
        label={tell('fee.rowFrom')}
        value={row.fromHours}
        onInput={(fromHours) => onChange({ ...row, fromHours })}
      />
      {row.shares.map((typed, place) => {
        const most = allowed?.[Math.min(place, allowed.length - 1)];
        return (
          <TypedField
            key={place}
            at={`${at}.shares.${place}`}
            inputMode="decimal"
            label={tell('household.sizePercent', { count: place + 1 })}
            {...(most !== undefined && { hint: tell('fee.bound', { most: percent(most) }) })}
            value={typed}
            onInput={(text) => onChange({ ...row, shares: row.shares.with(place, text) })}
          />
        );
      })}
      <TypedField
        at={`${at}.atMost`}
        inputMode="decimal"
        label={tell('fee.atMost')}
        value={row.atMost}
        onInput={(atMost) => onChange({ ...row, atMost })}
      />
    </div>
  );
}

/** The act's shares from so many hours on. */
function boundAt(statutory: FeeTable, hours: number): readonly number[] | null {
  return statutory.rows.findLast(({ fromHours }) => fromHours <= hours)?.basisPoints ?? null;
}
