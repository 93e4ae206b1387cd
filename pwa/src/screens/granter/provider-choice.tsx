/** Which provider serves, or any that is approved: each with its price, and with a voucher what would be the client's own. */
import type { ServiceChoice } from '../../api/schema';
import { Choice } from '../../parts/choice';
import { t } from '../../words';
import { euros } from '../../words/amounts';
import { phrase } from '../../words/granter';
import { each as eachUnit } from './calculator-vouchers';
import { compared, usualValue } from './compared';
import type { FieldsProps } from './decision-form';
import { saidOf } from './fault-words';
import { priceIn } from './provider-rows';
import type { Known } from './terms-on-day';

interface ProviderChoiceProps extends FieldsProps {
  known: Known;
  service: ServiceChoice | null;
}

export function ProviderChoice({ draft, faults, onChange, known, service }: ProviderChoiceProps) {
  const isOrder = draft.arranging === 'order';
  const options = isOrder ? orders(known, service) : vouchers({ draft, known, service });
  return (
    <Choice
      label={phrase('decide.provider')}
      hint={phrase(isOrder ? 'provider.orderHint' : 'provider.voucherHint')}
      value={draft.provider}
      error={saidOf(faults.provider)}
      options={[['', t('voucher.anyProvider')], ...options]}
      onChoose={(provider) => onChange({ provider })}
    />
  );
}

type Option = [id: string, name: string];

function vouchers({ draft, known, service }: Pick<ProviderChoiceProps, 'draft' | 'known' | 'service'>): Option[] {
  const { rows, isOfMonth } = compared(draft, known, service);
  return rows.map(({ id, name, priceCents, way }) => {
    const own = isOfMonth
      ? phrase('decision.aMonth', { euros: euros(way.clientCents) })
      : each(way.clientCents, service);
    return [id, phrase('provider.own', { name, price: each(priceCents, service), own })];
  });
}

function orders(known: Known, service: ServiceChoice | null): Option[] {
  const band = usualValue(known)?.band ?? 'any';
  const found = (known.offers?.providers ?? []).flatMap(({ id, name, prices }) => {
    const cents = priceIn(prices, 'order', band);
    return cents === null ? [] : [{ id, name, cents }];
  });
  return found
    .sort((one, other) => one.cents - other.cents)
    .map(({ id, name, cents }) => [id, phrase('provider.price', { name, price: each(cents, service) })]);
}

/** What one of the service's units costs. */
export function each(cents: number, service: ServiceChoice | null): string {
  return eachUnit(cents, service?.unit ?? 'hour');
}
