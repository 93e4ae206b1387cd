/** The digits of the client's home, typed with no network; where nobody asks for them nothing is shown, and no visit waits. */
import { useState } from 'preact/hooks';
import type { ToldPresence } from '../../api/schema';
import { now, onTheWire } from '../../offline/clock';
import { Field } from '../../parts/field';
import { tell } from '../../words/presence-read';
import { rulesOf } from './door';
import { readDigits } from './read-digits';

interface PresenceFieldProps {
  visit: { voucherNumber: string; serviceCode: number | null };
  presence: ToldPresence | null;
  onRead: (presence: ToldPresence | null) => void;
}

export function PresenceField({ visit, presence, onRead }: PresenceFieldProps) {
  const [typed, setTyped] = useState(presence?.read ?? '');
  if (!rulesOf(visit.voucherNumber, visit.serviceCode)?.asksPresence && !presence) return null;
  const type = (text: string): void => {
    setTyped(text);
    const read = readDigits(text);
    // Of what is typed again the first moment counts: by then she had read it.
    if (read !== (presence?.read ?? null)) onRead(read === null ? null : { read, readAt: onTheWire(now()) });
  };
  return (
    <Field
      label={tell('read.label')}
      hint={tell(presence ? 'read.kept' : 'read.hint')}
      inputMode="numeric"
      autoComplete="off"
      code
      maxLength={9}
      value={typed}
      onInput={type}
    />
  );
}
