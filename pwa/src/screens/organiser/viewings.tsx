/** The organiser watches over viewings: clients' questions with their clock, and what looks unusual. */
import type { AskedExplanation, UnusualSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { useLive } from '../../parts/live';
import { type Reading, useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { tell } from '../../words/watch';
import '../../style/viewings.css';
import { Places } from './places';
import { GivenAnswer, Question } from './question';
import { CheckedViewing, UnusualViewing } from './unusual-viewing';

export default function Viewings() {
  const questions = useReading<AskedExplanation[]>('/api/explanations');
  const unusual = useReading<UnusualSummary[]>('/api/unusual-viewings');
  useLive(null, questions.again);
  return (
    <Screen title={tell('watch.title')} lede={tell('watch.lede')}>
      <Places at="viewings" />
      <Questions reading={questions} />
      <Unusual reading={unusual} />
    </Screen>
  );
}

function Questions({ reading }: { reading: Reading<AskedExplanation[]> }) {
  const waiting = reading.answer?.filter(({ explained }) => explained.answeredAt === null);
  const given = reading.answer?.filter(({ explained }) => explained.answeredAt !== null) ?? [];
  return (
    <section class="part" aria-labelledby="questions">
      <h2 id="questions">{tell('watch.questions')}</h2>
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('watch.loading')} />}
      {waiting?.length === 0 && <p class="soft">{tell('watch.noQuestions')}</p>}
      <ul class="viewers">
        {waiting?.map((one) => (
          <Question key={one.id} asked={one} onAnswered={reading.again} />
        ))}
      </ul>
      {given.length > 0 && (
        <details class="explained">
          <summary>{tell('watch.given')}</summary>
          <ul class="viewers">
            {given.map((one) => (
              <GivenAnswer key={one.id} asked={one} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Unusual({ reading }: { reading: Reading<UnusualSummary[]> }) {
  const waiting = reading.answer?.filter(({ checkedAt }) => checkedAt === null);
  const checked = reading.answer?.filter(({ checkedAt }) => checkedAt !== null) ?? [];
  return (
    <section class="part" aria-labelledby="unusual">
      <h2 id="unusual">{tell('watch.unusual')}</h2>
      <AgeOf reading={reading} />
      {waiting?.length === 0 && <p class="soft">{tell('watch.noUnusual')}</p>}
      <ul class="viewers">
        {waiting?.map((one) => (
          <UnusualViewing key={one.id} viewing={one} onChecked={reading.again} />
        ))}
      </ul>
      {checked.length > 0 && (
        <details class="explained">
          <summary>{tell('watch.checked')}</summary>
          <ul class="viewers">
            {checked.map((one) => (
              <CheckedViewing key={one.id} viewing={one} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
