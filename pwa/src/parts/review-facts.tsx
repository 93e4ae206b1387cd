/** A visit that the rules left to a person: what they found, the visit, its plan, its grant and its money side by side. */
import type { ComponentChildren } from 'preact';
import type { ReviewLine, ReviewWord, RuleSaid } from '../api/schema';
import { grouped } from '../rules/number';
import { say } from '../words';
import { euros, percent } from '../words/amounts';
import { clockSpan, columnDay, dayOf, duration, moment, shortDay } from '../words/formats';
import { type ReviewedKey, tell } from '../words/reviewed';
import { amountOf } from './meter';
import '../style/review.css';

/** Of a thousand, in hundredths of a percent. */
const PERMILLE = 10;

/** "ke 18.11. klo 8.05–8.50". */
export function whenSaid({ startedAt, endedAt }: { startedAt: string; endedAt: string }): string {
  return tell('reviewed.when', { day: columnDay(dayOf(startedAt)), time: clockSpan(startedAt, endedAt) });
}

/** The rules that left a line to a person, in words and in the order of their weight. */
export function rulesOf(line: ReviewLine, said: RuleSaid[]): RuleSaid[] {
  return line.rules
    .map((slug) => said.find(({ rule, isReason }) => rule === slug && isReason))
    .filter((one) => one !== undefined);
}

export function reasonSaid(reason: ReviewWord['reason']): string {
  return tell(`reviewed.because.${reason}`);
}

export function stageSaid(line: ReviewLine): string {
  return tell(line.isSettled ? 'reviewed.settled' : `reviewed.stage.${line.stage}`);
}

export function ReviewFacts({ line, said, level = 3 }: { line: ReviewLine; said: RuleSaid[]; level?: 2 | 3 }) {
  const left = line.grant.quantity - line.grant.used;
  const amount = (quantity: number) => amountOf(quantity, line.grant.unit);
  return (
    <div class="review-facts">
      <Fact title={tell('reviewed.why')} level={level}>
        {rulesOf(line, said).map(({ rule, title }) => (
          <p key={rule}>
            <strong>{say(title)}</strong> {inputsSaid(rule, line)}
          </p>
        ))}
      </Fact>
      <Fact title={tell('reviewed.visit')} level={level}>
        <p>
          <strong>{whenSaid(line)}</strong>, {duration(line.minutes)}
        </p>
        <p>{line.workerName}</p>
        <p>{tell('reviewed.service', { service: say(line.service), number: grouped(line.voucherNumber) })}</p>
        <p class="soft">{tell('reviewed.received', { moment: moment(line.receivedAt) })}</p>
      </Fact>
      <Fact title={tell('reviewed.plan')} level={level}>
        {line.plan === null ? (
          <p>{tell('reviewed.noPlan')}</p>
        ) : (
          <>
            <p>
              <strong>{whenSaid({ startedAt: line.plan.startsAt, endedAt: line.plan.endsAt })}</strong>
            </p>
            <p>{line.plan.workerName ?? tell('reviewed.nobody')}</p>
          </>
        )}
      </Fact>
      <Fact title={tell('reviewed.grant')} level={level}>
        <p>
          <strong>{tell(`reviewed.granted.${line.grant.period}`, { amount: amount(line.grant.quantity) })}</strong>
        </p>
        <p>{tell('reviewed.used', { amount: amount(line.grant.used) })}</p>
        <p>{tell(left < 0 ? 'reviewed.over' : 'reviewed.left', { amount: amount(Math.abs(left)) })}</p>
        <p class="soft">
          {tell('reviewed.valid', { first: shortDay(line.grant.firstDay), last: shortDay(line.grant.lastDay) })}
        </p>
      </Fact>
      <Fact title={tell('reviewed.money')} level={level}>
        <p>{tell('reviewed.organiserPays', { amount: euros(line.money.organiserCents) })}</p>
        <p>{tell('reviewed.clientPays', { amount: euros(line.money.ownLiabilityCents) })}</p>
      </Fact>
      {line.latest && <Word word={line.latest} />}
    </div>
  );
}

function Fact({ title, level, children }: { title: string; level: 2 | 3; children: ComponentChildren }) {
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <section class="review-fact">
      <Heading>{title}</Heading>
      {children}
    </section>
  );
}

const DECIDED: Record<ReviewWord['outcome'], ReviewedKey> = {
  asked: 'reviewed.asks',
  undone: 'reviewed.undid',
  accepted: 'reviewed.decides',
  partly: 'reviewed.decides',
  rejected: 'reviewed.decides',
};

/** The latest decision or question, and its answer. */
export function Word({ word }: { word: ReviewWord }) {
  const { part } = word;
  return (
    <div class="said review-word">
      <p class="soft">
        {tell(DECIDED[word.outcome], { moment: moment(word.at) })}
        {word.by && `, ${word.by}`}
      </p>
      <p>
        <strong>
          {word.outcome !== 'asked' && word.outcome !== 'undone' && `${tell(`reviewed.stage.${word.outcome}`)}: `}
          {reasonSaid(word.reason)}
        </strong>
      </p>
      {part && (
        <p>
          {tell('reviewed.partPays', {
            organiser: euros(part.organiserCents),
            own: euros(part.ownLiabilityCents),
          })}
        </p>
      )}
      {word.words && <blockquote>{word.words}</blockquote>}
      {word.answer && word.answeredAt && (
        <>
          <p class="soft">{tell('reviewed.answers', { moment: moment(word.answeredAt) })}</p>
          <blockquote>{word.answer}</blockquote>
        </>
      )}
    </div>
  );
}

/** What a rule looked at, where that is a figure; nothing where its title says all. */
function inputsSaid(rule: string, line: ReviewLine): string {
  const seen = line.inputs;
  const figure = (name: string) => (typeof seen[name] === 'number' ? (seen[name] as number) : null);
  const others = seen[rule === 'two-workers-not-granted' ? 'beside' : 'overlaps'];
  switch (rule) {
    case 'over-tolerance': {
      const [taken, granted, permille] = [figure('taken'), figure('granted'), figure('takenPermille')];
      if (taken === null || granted === null || permille === null) return '';
      const amount = (quantity: number) => amountOf(quantity, seen.of === 'money' ? 'cent' : line.grant.unit);
      const values = { taken: amount(taken), granted: amount(granted), percent: percent(permille * PERMILLE) };
      return tell('reviewed.taken', values);
    }
    case 'past-recording-deadline': {
      const [hours, limit] = [figure('recordedAfterHours'), figure('recordingDeadlineHours')];
      if (hours !== null && limit !== null) return tell('reviewed.afterHours', { hours, limit });
      const [days, most] = [figure('recordedAfterDays'), figure('backDatingDays')];
      return days !== null && most !== null ? tell('reviewed.afterDays', { days, limit: most }) : '';
    }
    case 'two-workers-not-granted':
    case 'overlapping-visits':
      return Array.isArray(others) && others.length > 0 ? tell('reviewed.others', { count: others.length }) : '';
    default: {
      const share = figure('sharePermille');
      return share === null ? '' : tell('reviewed.share', { percent: percent(share * PERMILLE) });
    }
  }
}
