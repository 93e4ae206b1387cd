/** A client says what somebody may do for her and how long; then she gets a code to hand over. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { InviteRepresentative } from '../../api/schema';
import { navigate } from '../../navigate';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { OneOf } from '../../parts/one-of';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { Tick } from '../../parts/tick';
import { shortDay, today } from '../../words/formats';
import { type MandateKey, tell } from '../../words/mandates';
import { lastDayOf, type Until } from './until';

type Scope = InviteRepresentative['scopes'][number];

const MORE = ['see_money', 'give_feedback', 'choose_provider'] as const satisfies Scope[];

export function GiveMandate({ client }: { client: string }) {
  const [scopes, setScopes] = useState<Scope[]>(['see_visits']);
  const [until, setUntil] = useState<Until>('ended');
  const [day, setDay] = useState('');
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // One id for one invitation, however often it is sent: a lost answer makes no second one.
  const id = useRef(crypto.randomUUID());
  const sending = useSending();
  const now = today();
  const isDayWrong = until === 'day' && !(day >= now);
  const make = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (isDayWrong) {
      goToFirstWrong(form.current);
      return;
    }
    await sending.send(async () => {
      const asked: InviteRepresentative = { id: id.current, client, scopes, lastDay: lastDayOf(until, now, day) };
      await ask('POST', '/api/mandates/invitations', asked);
      navigate(`/mandates/${client}`, { replace: true });
    });
  };
  return (
    <Screen title={tell('give.title')} lede={tell('give.lede')} back={`/mandates/${client}`}>
      <form class="part" ref={form} noValidate onSubmit={(event) => void make(event)}>
        <p>{tell('give.always')}</p>
        <fieldset class="one-of">
          <legend>{tell('give.more')}</legend>
          <div class="one-of-rows">
            {MORE.map((scope) => (
              <Tick
                key={scope}
                name={tell(`scope.${scope}` as MandateKey)}
                checked={scopes.includes(scope)}
                onTick={(isOn) => setScopes(isOn ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
              />
            ))}
          </div>
        </fieldset>
        <OneOf<Until>
          legend={tell('give.how')}
          value={until}
          options={[
            ['ended', tell('give.untilEnded')],
            ['year', tell('give.year', { day: shortDay(lastDayOf('year', now, '') ?? now) })],
            ['month', tell('give.month', { day: shortDay(lastDayOf('month', now, '') ?? now) })],
            ['day', tell('give.day')],
          ]}
          onChoose={setUntil}
        />
        {until === 'day' && (
          <Field
            type="date"
            label={tell('give.lastDay')}
            value={day}
            error={isTold && isDayWrong ? tell('give.dayMissing') : null}
            onInput={setDay}
          />
        )}
        {sending.failure !== null && <FailureView failure={sending.failure} />}
        <Button kind="primary" type="submit" busy={sending.busy} wide>
          {tell('give.make')}
        </Button>
      </form>
    </Screen>
  );
}
