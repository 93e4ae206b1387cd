/** By which accounts settlements are posted, from which one they are paid, and to which of the providers'. */
import { useState } from 'preact/hooks';
import type { EnteredPosting, PostingTerms } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Dialog } from '../../parts/dialog';
import { Notice } from '../../parts/notice';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { LANGUAGE_NAMES } from '../../words';
import { count, shortDay, today } from '../../words/formats';
import { tell } from '../../words/settling';
import { inFours } from './in-fours';
import { MoneyPlaces } from './money-places';
import { PostingForm } from './posting-form';
import { ProviderAccounts } from './provider-accounts';

export function Posting() {
  const reading = useReading<EnteredPosting[]>('/api/accounting');
  const [isOpen, setOpen] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const entered = reading.answer ?? [];
  const holds = entered.find(({ firstDay }) => firstDay <= today());
  const toCome = entered.filter(({ firstDay }) => firstDay > today());
  return (
    <Screen title={tell('posting.title')} wide>
      <MoneyPlaces at="posting" />
      <section class="part" aria-labelledby="terms">
        <h2 id="terms">{tell('posting.terms')}</h2>
        <AgeOf reading={reading} />
        {reading.answer === null && reading.failure === null && <Busy what={tell('posting.loading')} />}
        {isSaved && <Notice kind="done" title={tell('posting.saved')} />}
        {reading.answer && entered.length === 0 && <p>{tell('posting.none')}</p>}
        {[...toCome, ...(holds ? [holds] : [])].map((one) => (
          <Card key={one.enteredAt} title={tell('posting.since', { day: shortDay(one.firstDay), name: one.enteredBy })}>
            <Said terms={one.terms} />
          </Card>
        ))}
        {reading.answer && (
          <div class="buttons">
            <Button kind={entered.length === 0 ? 'primary' : 'quiet'} onClick={() => setOpen(true)}>
              {tell(entered.length === 0 ? 'posting.enter' : 'posting.change')}
            </Button>
          </div>
        )}
        {isOpen && (
          <Dialog title={tell('posting.terms')} onClose={() => setOpen(false)}>
            <PostingForm
              before={entered[0]?.terms ?? null}
              onKept={() => {
                setOpen(false);
                setSaved(true);
                reading.again();
              }}
            />
          </Dialog>
        )}
      </section>
      <ProviderAccounts />
    </Screen>
  );
}

function Said({ terms }: { terms: PostingTerms }) {
  const facts: [string, string][] = [
    [tell('posting.businessId'), `${terms.businessId.slice(0, 7)}-${terms.businessId.slice(7)}`],
    [tell('posting.iban'), terms.iban ? inFours(terms.iban) : tell('posting.ibanNone')],
    [tell('posting.days'), count(terms.paymentDays)],
    [tell('posting.payable'), terms.payableAccount],
    [tell('posting.voucher'), terms.voucherAccount],
    [tell('posting.order'), terms.orderAccount],
    [tell('posting.costCentre'), terms.costCentre ?? '–'],
    [tell('posting.language'), LANGUAGE_NAMES[terms.language]],
  ];
  return (
    <>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
      </dl>
      {terms.services.length > 0 && <p>{tell('posting.special', { count: terms.services.length })}</p>}
    </>
  );
}
