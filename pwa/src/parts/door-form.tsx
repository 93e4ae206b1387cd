/** Where a client lives and how one comes in, as an office keeps it for whoever comes; what the organiser knows beside it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import type { DoorOfClient, DoorWords } from '../api/schema';
import { type DoorsKey, tell } from '../words/doors';
import { moment } from '../words/formats';
import { AgeOf } from './age';
import { Busy } from './busy';
import { Button } from './button';
import { DoorSaid } from './door-said';
import { Field } from './field';
import { Notice } from './notice';
import { FailureView } from './problem';
import { useReading } from './reading';
import { Screen } from './screen';
import { useSending } from './sending';

const NOTHING: DoorWords = { address: '', door: '', key: '', safety: '' };
/** As the server takes them. */
const LONGEST = { address: 300, door: 1000, key: 1000, safety: 1000 };

interface DoorFormProps {
  client: string;
  back: string;
  /** What can be printed where the organiser asks for presence. */
  tag?: ComponentChildren;
}

export function DoorForm({ client, back, tag }: DoorFormProps) {
  const path = `/api/clients/${client}/door-note`;
  const reading = useReading<DoorOfClient>(path);
  const [words, setWords] = useState<DoorWords>(NOTHING);
  const [isSaved, setSaved] = useState(false);
  const sending = useSending();
  const known = reading.answer;
  useEffect(() => {
    if (known) setWords(known.own);
  }, [known]);
  const save = (event: Event) => {
    event.preventDefault();
    setSaved(false);
    void sending
      .send(async () => {
        await ask('POST', path, words);
        reading.again();
      })
      .then(setSaved);
  };
  const field = (name: keyof DoorWords, hint?: DoorsKey) => (
    <Field
      label={tell(`doors.${name}`)}
      {...(hint && { hint: tell(hint) })}
      value={words[name] ?? ''}
      maxLength={LONGEST[name]}
      {...(name !== 'address' && { lines: 2 })}
      onInput={(typed) => {
        setSaved(false);
        setWords({ ...words, [name]: typed });
      }}
    />
  );
  return (
    <Screen
      title={known ? tell('doors.of', { name: known.clientName }) : tell('doors.title')}
      lede={tell('doors.who')}
      back={back}
    >
      <AgeOf reading={reading} />
      {known === null && reading.failure === null && <Busy what={tell('doors.loading')} />}
      {known?.hasSafetyBan && (
        <Notice kind="warn" announced={false} title={tell('doors.ban')}>
          <p>{tell('doors.banOffice')}</p>
        </Notice>
      )}
      {known?.organisers && <Organisers words={known.organisers} />}
      {known && (
        <form class="part" noValidate onSubmit={save} aria-labelledby="own">
          <h2 id="own">{tell('doors.own')}</h2>
          {field('address')}
          {field('door', 'doors.doorHint')}
          {field('key', 'doors.keyHint')}
          {field('safety', 'doors.safetyHint')}
          {known.changedBy && known.changedAt && (
            <p class="soft">{tell('doors.changed', { name: known.changedBy, moment: moment(known.changedAt) })}</p>
          )}
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          {isSaved && <Notice kind="done" title={tell('doors.saved')} />}
          <Button kind="primary" type="submit" wide busy={sending.busy}>
            {tell('doors.save')}
          </Button>
        </form>
      )}
      {known?.asksPresence && tag}
    </Screen>
  );
}

function Organisers({ words }: { words: DoorWords }) {
  const { address = '', door = '', key = '', safety = '' } = words;
  return (
    <section class="part" aria-labelledby="organisers">
      <h2 id="organisers">{tell('doors.organisers')}</h2>
      <p class="soft">{tell('doors.organisersWhat')}</p>
      <DoorSaid address={address} door={door} doorKey={key} safety={safety ? [safety] : []} />
    </section>
  );
}
