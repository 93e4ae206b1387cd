/** Beside the questions, reckoned as they are answered: the client's value, her fee, and every way of arranging (569/2009 s.6). */
import { useSignal } from '@preact/signals';
import type { ServiceChoice } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Explained } from '../../parts/explained';
import { Notice } from '../../parts/notice';
import type { Explanation } from '../../rules/explanation';
import { problemWords } from '../../words';
import { euros } from '../../words/amounts';
import { tell } from '../../words/calculator';
import { phrase } from '../../words/granter';
import { UnverifiedLimits } from './calculator-fee';
import { VoucherSection } from './calculator-vouchers';
import { compared, liabilityTerms, monthsQuantity, usualValue } from './compared';
import type { Draft } from './draft';
import { each } from './provider-choice';
import type { Known } from './terms-on-day';

interface BesideProps {
  draft: Draft;
  known: Known;
  service: ServiceChoice | null;
}

export function Beside(props: BesideProps) {
  const { draft, known, service } = props;
  const isGranted = draft.resolution !== 'rejected';
  return (
    <aside class="decision-beside" aria-labelledby="beside">
      <h2 id="beside">{phrase('beside.title')}</h2>
      {known.failed && <AgeOf reading={known.failed} />}
      {known.isWaiting && <Busy what={tell('calculator.loading')} />}
      {!service && <p class="soft">{phrase('beside.needsService')}</p>}
      {service && !isGranted && <p class="soft">{phrase('beside.rejected')}</p>}
      {service && isGranted && !known.isWaiting && !known.failed && (
        <>
          {known.terms === null && draft.firstDay && (
            <Notice kind="warn" title={problemWords('nothing-in-force')?.title ?? ''} announced={false}>
              <p>{phrase('beside.noTerms')}</p>
            </Notice>
          )}
          {known.terms && <Ways {...props} />}
          {known.terms && <Reckoning {...props} />}
        </>
      )}
    </aside>
  );
}

/** What the client pays in a month in each way, the cheapest first; the one chosen is marked. */
function Ways({ draft, known, service }: BesideProps) {
  const { rows, isOfMonth } = compared(draft, known, service);
  const { fee } = known.reckoned;
  const offered = known.terms?.arranging ?? [];
  const chosen = rows.find(({ id }) => id === draft.provider);
  const cheapest = rows[0];
  const ways: { key: string; name: string; cents: number; isChosen: boolean }[] = [];
  if (offered.includes('voucher') && isOfMonth) {
    if (cheapest) {
      const name = phrase('beside.cheapest', { provider: cheapest.name });
      const isChosen = draft.arranging === 'voucher' && draft.provider === cheapest.id;
      ways.push({ key: 'cheapest', name, cents: cheapest.way.clientCents, isChosen });
    }
    if (chosen && chosen !== cheapest) {
      const name = phrase('beside.chosen', { provider: chosen.name });
      ways.push({ key: 'chosen', name, cents: chosen.way.clientCents, isChosen: draft.arranging === 'voucher' });
    }
  }
  if (fee) {
    for (const way of ['order', 'own'] as const) {
      if (!offered.includes(way)) continue;
      ways.push({ key: way, name: phrase(`arranging.${way}`), cents: fee.feeCents, isChosen: draft.arranging === way });
    }
  }
  if (ways.length === 0) return <p class="soft">{phrase('beside.needsMore')}</p>;
  return (
    <ul class="ways" aria-label={phrase('beside.ways')}>
      {ways
        .sort((one, other) => one.cents - other.cents)
        .map(({ key, name, cents, isChosen }) => (
          <li key={key} class={isChosen ? 'way way-chosen' : 'way'}>
            <span>
              {name}
              {isChosen && <small>{phrase('beside.isChosen')}</small>}
            </span>
            <strong>{phrase('decision.aMonth', { euros: euros(cents) })}</strong>
          </li>
        ))}
    </ul>
  );
}

function Reckoning({ known, service, draft }: BesideProps) {
  const { value, ownPart, fee, refusedValue, refusedFee } = known.reckoned;
  const refused = draft.arranging === 'voucher' ? refusedValue : refusedFee;
  const words = refused ? problemWords(refused) : null;
  const atTime = usualValue(known);
  const part = ownPart?.steps.find(({ what }) => what === 'own-part');
  return (
    <>
      {words && (
        <Notice kind="warn" title={words.title} announced={false}>
          <p>{words.next}</p>
        </Notice>
      )}
      {value && <Figure name={phrase('beside.value')} said={each(value.valueCents, service)} why={value.explanation} />}
      {!value && atTime && <Figure name={phrase('beside.rulebookValue')} said={each(atTime.valueCents, service)} />}
      {ownPart && part && (
        <Figure
          name={phrase('beside.ownPart')}
          said={phrase('decision.aMonth', { euros: euros(part.amount, part.over) })}
          why={ownPart}
        />
      )}
      {fee && (
        <Figure
          name={phrase('decision.fee')}
          said={phrase('decision.aMonth', { euros: euros(fee.feeCents) })}
          why={fee.explanation}
        />
      )}
      {fee && known.statute && <UnverifiedLimits terms={known.statute} />}
    </>
  );
}

/** A figure, and its reasons right under it. */
function Figure({ name, said, why }: { name: string; said: string; why?: Explanation }) {
  const opened = useSignal<ReadonlySet<string>>(new Set());
  return (
    <div class="beside-figure">
      <dl>
        <dt>{name}</dt>
        <dd>{said}</dd>
      </dl>
      {why && <Explained why={why} of={name} opened={opened} />}
    </div>
  );
}

/** Every approved provider with its price and the client's own part, under the questions where there is room. */
export function AllProviders({ draft, known, service }: BesideProps) {
  if (!service || !known.offers || draft.resolution === 'rejected' || draft.arranging !== 'voucher') return null;
  const value = usualValue(known);
  return (
    <details class="past">
      <summary>{phrase('beside.all')}</summary>
      <div class="calculator-results">
        <VoucherSection
          unit={service.unit}
          quantity={monthsQuantity(draft, service)}
          value={value}
          offers={known.offers}
          fee={known.reckoned.fee}
          terms={liabilityTerms(known.terms, known.statute, value?.source ?? '')}
        />
      </div>
    </details>
  );
}
