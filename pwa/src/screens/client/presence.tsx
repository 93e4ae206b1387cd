/** The digits of the client's home, large enough to be read at arm's length; they need no network once they were fetched. */
import { useEffect, useState } from 'preact/hooks';
import type { ActedFor } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { Screen } from '../../parts/screen';
import { stayAwake } from '../../parts/stay-awake';
import { digitsAt, grouped, stepAt } from '../../presence';
import { fromBase64Url } from '../../signed';
import { tell } from '../../words/presence';
import { secondsNow, usePresenceCode } from './presence-code';
import '../../style/presence.css';

export default function Presence({ person }: { person: ActedFor }) {
  const reading = usePresenceCode(person);
  const { answer, failure } = reading;
  return (
    <Screen title={tell('presence.title')} lede={person.name} back={`/person/${person.id}`}>
      {answer === null && failure === null && <Busy what={tell('presence.loading')} />}
      {answer === null && <AgeOf reading={reading} />}
      {answer && answer.secret === null && (
        <Empty title={tell('presence.none')} icon="info">
          <p>{tell('presence.noneNext')}</p>
        </Empty>
      )}
      {answer?.secret && (
        <Digits secret={answer.secret} stepSeconds={answer.stepSeconds} now={() => secondsNow(reading)} />
      )}
    </Screen>
  );
}

interface DigitsProps {
  secret: string;
  stepSeconds: number;
  now: () => number;
}

function Digits({ secret, stepSeconds, now }: DigitsProps) {
  const [seconds, setSeconds] = useState(now);
  const [digits, setDigits] = useState<string | null>(null);
  const step = stepAt(seconds, stepSeconds);
  useEffect(() => {
    setSeconds(now());
    const ticking = setInterval(() => setSeconds(now()), 1000);
    return () => clearInterval(ticking);
  }, [secret]);
  useEffect(() => {
    let isWanted = true;
    digitsAt(fromBase64Url(secret), step).then((reckoned) => {
      if (isWanted) setDigits(reckoned);
    }, reportError);
    return () => {
      isWanted = false;
    };
  }, [secret, step]);
  useEffect(stayAwake, []);
  return (
    <section class="part presence" aria-label={tell('presence.title')}>
      <p>{tell('presence.show')}</p>
      <p class="presence-digits" role="status">
        {digits && grouped(digits)}
      </p>
      <p>{tell('presence.left', { count: Math.ceil((step + 1) * stepSeconds - seconds) })}</p>
      <p class="soft">{tell('presence.why')}</p>
    </section>
  );
}
