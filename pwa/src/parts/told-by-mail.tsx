/** Messages by e-mail: an address, the link that confirms it, and the way out. */
import { useState } from 'preact/hooks';
import { ask } from '../api/client';
import type { Told } from '../api/schema';
import { tell } from '../words/told';
import { Button } from './button';
import { Field } from './field';
import { Notice } from './notice';
import { FailureView } from './problem';
import { useSending } from './sending';

export function ByMail({ told, onTold }: { told: Told; onTold: (told: Told) => void }) {
  const [address, setAddress] = useState('');
  const sending = useSending();
  const change = (path: string, body: object) =>
    void sending.send(async () => onTold(await ask<Told>('POST', `/api/told/mail${path}`, body)));
  const held = told.mailAddress;
  return (
    <section class="part" aria-labelledby="told-mail">
      <h2 id="told-mail">{tell('told.mail')}</h2>
      {held && told.isMailConfirmed && <Notice kind="done" title={tell('told.confirmed', { address: held })} />}
      {held && !told.isMailConfirmed && (
        <Notice kind="info" title={tell('told.asked')}>
          <p>{tell('told.askedNext', { address: held })}</p>
        </Notice>
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {held ? (
        <Button wide busy={sending.busy} onClick={() => change('/leave', {})}>
          {tell('told.leaveMail')}
        </Button>
      ) : (
        <form
          class="part"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            change('', { address: address.trim() });
          }}
        >
          <Field
            label={tell('told.address')}
            hint={tell('told.mailHint')}
            value={address}
            autoComplete="email"
            autoCapitalize="none"
            spellcheck={false}
            onInput={setAddress}
          />
          <Button wide type="submit" busy={sending.busy}>
            {tell('told.ask')}
          </Button>
        </form>
      )}
    </section>
  );
}
