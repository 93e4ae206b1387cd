/** Which provider serves, or any that is approved: each with its price, and with a voucher what would be the client's own. */
import { Choice } from '../../parts/choice';
import { tell } from '../../words/calculator';
import { euros } from '../../words/amounts';
import { t } from '../../words';
import { phrase } from '../../words/granter';
import type { FieldsProps } from './decision-form';
import { saidOf } from './fault-words';
import { compared } from './compared';
import type { Known } from './terms-on-day';
import type { OfferedService } from './wire';

interface ProviderChoiceProps extends FieldsProps {
  known: Known;
  service: OfferedService | null;
}

export function ProviderChoice({ draft, faults, onChange, known, service }: ProviderChoiceProps) {
  const isOrder = draft.arranging === 'order';
  const rows = compared(draft, known, service);
  const named = isOrder ? ordersOf(known) : rows.map(({ id, name, priceCents, way }) => ({ id, name, priceCents, own: way.clientCents }));
  const each = rows.length > 0 || isOrder ? 'provider.each' : 'provider.eachUnknown';
  return (
    <Choice
      label={phrase('decide.provider')}
      hint={phrase(isOrder ? 'provider.orderHint' : each === 'provider.each' ? 'provider.voucherHint' : 'provider.eachUnknown')}
      value={draft.provider}
      error={saidOf(faults.provider)}
      options={[
        ['', t('voucher.anyProvider')],
        ...named.map(({ id, name, priceCents, own }): [string, string] => {
          const price = tell(service?.unit === 'day' ? 'unit.day' : 'unit.hour', { euros: euros(priceCents) });
          return [id, own === null ? phrase('provider.price', { name, price }) : phrase('provider.own', { name, price, own: euros(own) })];
        }),
      ]}
      onChoose={(provider) => onChange({ provider })}
    />
  );
}

function ordersOf({ offers }: Known) {
  const found = (offers?.providers ?? []).flatMap(({ id, name, prices }) => {
    const price = prices.find(({ kind }) => kind === 'order');
    return price ? [{ id, name, priceCents: price.priceCents, own: null }] : [];
  });
  return found.sort((one, other) => one.priceCents - other.priceCents);
}
