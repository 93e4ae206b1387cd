/** A visit's receipt: the county's word that it has the record as it was made, to be shown, copied or printed. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { receiptOf } from '../../offline/kept-receipts';
import type { OwnVisit } from '../../offline/own-visit';
import type { KeptReceipt, KeptSignature } from '../../offline/store';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { copied } from '../../parts/clipboard';
import { clockSpan, dayOf, longDay, moment } from '../../words/formats';
import { type ReceiptKey, tell } from '../../words/receipt';

/** As many letters of the hash as two people compare by voice. */
const TOLD_LETTERS = 12;

interface Kept {
  receipt: KeptReceipt;
  signature: KeptSignature | null;
}

/** Shows nothing where this phone has none, as for a visit recorded with another phone. */
export function Receipt({ visit }: { visit: OwnVisit }) {
  const kept = useSignal<Kept | null>(null);
  const outcome = useSignal<ReceiptKey | null>(null);
  useEffect(() => {
    receiptOf(visit.record).then((found) => {
      kept.value = found;
    }, reportError);
  }, []);
  if (!kept.value) return null;
  const { receipt, signature } = kept.value;
  const copy = async (): Promise<void> => {
    const isCopied = await copied(inFull(visit, { receipt, signature }));
    outcome.value = isCopied ? 'receipt.copied' : 'receipt.notCopied';
  };
  return (
    <section class="part" aria-labelledby="receipt">
      <h2 id="receipt">{tell('receipt.title')}</h2>
      <Card>
        <p>{tell('receipt.means')}</p>
        <dl class="receipt">
          {factsOf(receipt).map(([name, said]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{said}</dd>
            </div>
          ))}
        </dl>
        <p>{tell(signatureSaid(signature))}</p>
        <p class="soft">{tell('receipt.kept')}</p>
        <div class="buttons">
          <Button onClick={copy}>{tell('receipt.copy')}</Button>
          <Button icon="print" onClick={() => print()}>
            {tell('receipt.print')}
          </Button>
        </div>
        <p role="status">{outcome.value && tell(outcome.value)}</p>
      </Card>
    </section>
  );
}

function factsOf({ number, receivedAt, sha256 }: KeptReceipt): [string, string][] {
  const facts: [string, string][] = [
    [tell('receipt.received'), moment(receivedAt)],
    [tell('receipt.hash'), inGroups(sha256.slice(0, TOLD_LETTERS))],
  ];
  return number === undefined ? facts : [[tell('receipt.number'), String(number)], ...facts];
}

function signatureSaid(signature: KeptSignature | null): ReceiptKey {
  if (!signature) return 'receipt.unsigned';
  return signature.isVerified ? 'receipt.signed' : 'receipt.notChecked';
}

/** "1f3a 90bc 77d2". */
function inGroups(letters: string): string {
  return letters.replace(/(.{4})(?=.)/g, '$1\u00a0');
}

/** All that someone else needs to check it, with nothing of the client in it. */
function inFull({ startedAt, endedAt }: OwnVisit, { receipt, signature }: Kept): string {
  const { sha256, sequence } = receipt;
  const lines = [
    tell('receipt.title'),
    tell('receipt.visit', { moment: `${longDay(dayOf(startedAt))} ${clockSpan(startedAt, endedAt)}` }),
    ...factsOf(receipt).map(([name, said]) => `${name}: ${said}`),
    tell('receipt.wholeHash', { hash: sha256 }),
    tell('receipt.sequence', { sequence }),
    tell(signatureSaid(signature)),
  ];
  if (signature) {
    const { key, value, text } = signature;
    lines.push(tell('receipt.signature', { key, value }), tell('receipt.text'), text);
  }
  return lines.join('\n');
}
