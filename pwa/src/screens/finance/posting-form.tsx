/** The accounts that settlements are posted to and paid from, entered anew from a day on. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { EnterPosting, PostingTerms } from '../../api/schema';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { LANGUAGE_NAMES } from '../../words';
import { today } from '../../words/formats';
import { tell } from '../../words/settling';

const LONGEST_ACCOUNT = 30;
const LONGEST_IBAN = 50;
const MOST_DAYS = 60;
const USUAL_DAYS = '14';

interface PostingFormProps {
  before: PostingTerms | null;
  onKept: () => void;
}

export function PostingForm({ before, onKept }: PostingFormProps) {
  // What is sent twice is entered once.
  const [id] = useState(() => crypto.randomUUID());
  const [typed, setTyped] = useState({
    businessId: before?.businessId ?? '',
    iban: before?.iban ?? '',
    payableAccount: before?.payableAccount ?? '',
    voucherAccount: before?.voucherAccount ?? '',
    orderAccount: before?.orderAccount ?? '',
    costCentre: before?.costCentre ?? '',
    paymentDays: before ? String(before.paymentDays) : USUAL_DAYS,
    firstDay: today(),
  });
  const [files, setFiles] = useState<PostingTerms['language']>(before?.language ?? 'fi');
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const change = (changed: Partial<typeof typed>) => setTyped({ ...typed, ...changed });
  const days = /^\d{1,2}$/.test(typed.paymentDays.trim()) ? Number(typed.paymentDays) : null;
  const areDaysWrong = days === null || days > MOST_DAYS;
  const missing = (value: string) => (isTold && !value.trim() ? tell('posting.missing') : null);
  const send = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    const { businessId, payableAccount, voucherAccount, orderAccount, firstDay } = typed;
    const needed = [businessId, payableAccount, voucherAccount, orderAccount, firstDay];
    if (needed.some((one) => !one.trim()) || areDaysWrong) return goToFirstWrong(form.current);
    const said: EnterPosting = {
      id,
      firstDay,
      terms: {
        businessId,
        iban: typed.iban.trim() || null,
        payableAccount,
        voucherAccount,
        orderAccount,
        costCentre: typed.costCentre.trim() || null,
        paymentDays: days,
        language: files,
        services: before?.services ?? [],
      },
    };
    if (await sending.send(() => ask<void>('POST', '/api/accounting', said))) onKept();
  };
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void send(event)}>
      <Field
        label={tell('posting.businessId')}
        value={typed.businessId}
        error={missing(typed.businessId)}
        autoComplete="off"
        onInput={(businessId) => change({ businessId })}
      />
      {(['payableAccount', 'voucherAccount', 'orderAccount'] as const).map((name) => (
        <Field
          key={name}
          label={tell(
            `posting.${name === 'payableAccount' ? 'payable' : name === 'voucherAccount' ? 'voucher' : 'order'}`,
          )}
          value={typed[name]}
          error={missing(typed[name])}
          maxLength={LONGEST_ACCOUNT}
          autoComplete="off"
          onInput={(value) => change({ [name]: value })}
        />
      ))}
      <Field
        label={tell('posting.costCentre')}
        value={typed.costCentre}
        maxLength={LONGEST_ACCOUNT}
        autoComplete="off"
        onInput={(costCentre) => change({ costCentre })}
      />
      <Field
        label={tell('posting.days')}
        value={typed.paymentDays}
        inputMode="numeric"
        error={isTold && areDaysWrong ? tell('posting.daysWrong') : null}
        onInput={(paymentDays) => change({ paymentDays })}
      />
      <Field
        label={tell('posting.iban')}
        hint={tell('posting.ibanHint')}
        value={typed.iban}
        maxLength={LONGEST_IBAN}
        autoComplete="off"
        autoCapitalize="characters"
        onInput={(iban) => change({ iban })}
      />
      <Choice
        label={tell('posting.language')}
        value={files}
        options={(['fi', 'sv'] as const).map((one): [string, string] => [one, LANGUAGE_NAMES[one]])}
        onChoose={(value) => setFiles(value as PostingTerms['language'])}
      />
      <Field
        type="date"
        label={tell('posting.firstDay')}
        value={typed.firstDay}
        error={missing(typed.firstDay)}
        onInput={(firstDay) => change({ firstDay })}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('posting.keep')}
      </Button>
    </form>
  );
}
