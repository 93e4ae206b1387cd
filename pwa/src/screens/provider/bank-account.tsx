/** The bank account that organisers pay to: the one in use, one that waits for their word, and a new one. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { EnterAccount, ProviderAccountSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { tell } from '../../words/bank-account';
import { dayOf, moment, shortDay, today } from '../../words/formats';

const LONGEST_IBAN = 50;

export default function BankAccount() {
  const reading = useReading<ProviderAccountSummary[]>('/api/provider-accounts');
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  const accounts = reading.answer ?? [];
  const inUse = accounts.find(({ confirmedAt, firstDay }) => confirmedAt !== null && firstDay <= today());
  // What was confirmed later has taken the place of those before it.
  const earlier = inUse ? accounts.slice(accounts.indexOf(inUse) + 1) : [];
  return (
    <Screen title={tell('bankAccount.title')} lede={tell('bankAccount.what')} back="/">
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('bankAccount.loading')} />}
      {isDone && (
        <Notice kind="done" title={tell('bankAccount.done')}>
          <p>{tell('bankAccount.doneNext')}</p>
        </Notice>
      )}
      {reading.answer?.length === 0 && <Notice kind="warn" announced={false} title={tell('bankAccount.none')} />}
      {accounts.slice(0, accounts.length - earlier.length).map((account) => (
        <Account key={account.id} account={account} />
      ))}
      {reading.answer && (
        <div class="buttons">
          <Button kind={accounts.length === 0 ? 'primary' : 'quiet'} onClick={() => setOpen(true)}>
            {tell(accounts.length === 0 ? 'bankAccount.enter' : 'bankAccount.change')}
          </Button>
        </div>
      )}
      {earlier.length > 0 && (
        <details>
          <summary>{tell('bankAccount.earlier')}</summary>
          {earlier.map((account) => (
            <Account key={account.id} account={account} />
          ))}
        </details>
      )}
      {isOpen && (
        <Dialog title={tell('bankAccount.enter')} onClose={() => setOpen(false)}>
          <Form
            isFirst={accounts.length === 0}
            onEntered={() => {
              setOpen(false);
              setDone(true);
              reading.again();
            }}
          />
        </Dialog>
      )}
    </Screen>
  );
}

function Account({ account }: { account: ProviderAccountSummary }) {
  const { iban, firstDay, enteredBy, enteredAt, confirmedAt } = account;
  return (
    <Card title={<span class="number">{iban.replace(/(.{4})(?=.)/g, '$1\u00a0')}</span>} level={2}>
      <p>{tell('bankAccount.from', { day: shortDay(firstDay) })}</p>
      <p>
        {confirmedAt ? tell('bankAccount.confirmed', { day: shortDay(dayOf(confirmedAt)) }) : tell('bankAccount.waits')}
      </p>
      <p class="soft">{tell('bankAccount.enteredBy', { name: enteredBy, moment: moment(enteredAt) })}</p>
    </Card>
  );
}

function Form({ isFirst, onEntered }: { isFirst: boolean; onEntered: () => void }) {
  // What is sent twice is entered once.
  const [account, setAccount] = useState<EnterAccount>({ id: crypto.randomUUID(), iban: '', firstDay: today() });
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const send = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (!account.iban.trim() || !account.firstDay) return goToFirstWrong(form.current);
    if (await sending.send(() => ask<void>('POST', '/api/provider-accounts', account))) onEntered();
  };
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void send(event)}>
      {!isFirst && <p>{tell('bankAccount.sure')}</p>}
      <Field
        label={tell('bankAccount.iban')}
        hint={tell('bankAccount.ibanHint')}
        value={account.iban}
        error={isTold && !account.iban.trim() ? tell('bankAccount.ibanMissing') : null}
        maxLength={LONGEST_IBAN}
        autoComplete="off"
        autoCapitalize="characters"
        code
        onInput={(iban) => setAccount({ ...account, iban })}
      />
      <Field
        type="date"
        label={tell('bankAccount.firstDay')}
        value={account.firstDay}
        error={isTold && !account.firstDay ? tell('bankAccount.dayMissing') : null}
        onInput={(firstDay) => setAccount({ ...account, firstDay })}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('bankAccount.enter')}
      </Button>
    </form>
  );
}
