/** The frame of entering a version: the form with what it comes to beside it, then the question before it is sent. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { GeneralTerms, ServiceTerms } from '../../api/schema';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { makingWay, refusePart } from '../../rules/terms';
import { today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { Confirm } from './confirm';
import type { ReadPart } from './draft-terms';
import type { Entering } from './entering';
import type { Faults } from './reader';
import type { Row } from './said';
import type { Days } from './spans';
import { FaultsSeen, firstFault, useFaults } from './typed-field';

interface EnterFrameProps<Draft> {
  entering: Entering<Draft>;
  read: ReadPart<ServiceTerms | GeneralTerms>;
  faults: Faults;
  /** All versions of the part, which the new one has to stand beside. */
  versions: readonly Days[];
  before: readonly Row[];
  after: readonly Row[];
  /** What the terms come to, while they are typed. */
  aside?: ComponentChildren;
  /** The version that the form began as a copy of. */
  copiedFrom: string | null;
  children: ComponentChildren;
}

export function EnterFrame<Draft>(props: EnterFrameProps<Draft>) {
  const { entering, read, versions, before, after, aside, copiedFrom, children } = props;
  const [isAsking, setAsking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const ended = makingWay(read, versions, today());
  const refused = read.firstDay === '' ? null : refusePart(read, versions, today());
  const faults = new Map(props.faults);
  if (refused && !faults.has('period.lastDay')) faults.set('period.firstDay', refused.refused);
  const shown = useFaults(faults);
  if (isAsking) {
    return (
      <Confirm
        entered={read}
        ended={ended}
        before={before}
        after={after}
        isBusy={entering.isBusy}
        failure={entering.failure}
        onConfirm={() => void entering.enter(read)}
        onBack={() => setAsking(false)}
      />
    );
  }
  const goOn = (event: Event) => {
    event.preventDefault();
    shown.attempt();
    if (faults.size > 0) return firstFault(form);
    setAsking(true);
    scrollTo(0, 0);
  };
  return (
    <FaultsSeen.Provider value={shown.seen}>
      <form class="enter" ref={form} noValidate onSubmit={goOn}>
        <div class="part">
          {entering.isKept && (
            <Notice
              kind="info"
              announced={false}
              title={tell('enter.kept')}
              action={<Button onClick={entering.beginAnew}>{tell('enter.beginAnew')}</Button>}
            />
          )}
          {copiedFrom && !entering.isKept && <p class="soft">{tell('enter.copied', { days: copiedFrom })}</p>}
          {children}
          {shown.seen.size > 0 && <p role="status">{tell('enter.faults', { count: shown.seen.size })}</p>}
          <div class="buttons">
            <Button kind="primary" type="submit">
              {tell('enter.goOn')}
            </Button>
          </div>
        </div>
        {aside && <div class="enter-aside">{aside}</div>}
      </form>
    </FaultsSeen.Provider>
  );
}
