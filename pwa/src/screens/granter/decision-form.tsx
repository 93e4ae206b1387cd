/** The form of a decision: questions on the left, what they come to on the right, and the question before it is made. */
import { useRef, useState } from 'preact/hooks';
import { ask, Problem } from '../../api/client';
import type { ClientRow, DecisionSummary, MakeDecision, ServiceChoice } from '../../api/schema';
import { navigate } from '../../navigate';
import { Button } from '../../parts/button';
import { goToFirstWrong } from '../../parts/first-wrong';
import { dropDraft, keepDraft } from '../../parts/kept-draft';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { today } from '../../words/formats';
import { phrase } from '../../words/granter';
import { AllProviders, Beside } from './beside';
import { ConfirmDecision } from './confirm';
import { rememberDecided } from './decided-page';
import { basisOf, checked, type Faults, FIELD_OF } from './decision-body';
import type { Draft } from './draft';
import { GrantFields } from './grant-fields';
import { GroundsFields } from './grounds-fields';
import { MeansFields } from './means-fields';
import { NeedFields, type Standing } from './need-fields';
import { suggestedBasis } from './suggestions';
import { useTerms } from './terms-on-day';

interface DecisionFormProps {
  client: ClientRow;
  services: ServiceChoice[];
  open: Standing[];
  /** Under which the draft is kept. */
  name: string;
  first: Draft;
  fresh: () => Draft;
  /** It was begun earlier. */
  wasKept: boolean;
}

/** What every group of questions is given. */
export interface FieldsProps {
  draft: Draft;
  faults: Faults;
  onChange: (part: Partial<Draft>) => void;
}

export function DecisionForm({ client, services, open, name, first, fresh, wasKept }: DecisionFormProps) {
  const [draft, setDraft] = useState(first);
  const [isOld, setOld] = useState(wasKept);
  const [isTold, setTold] = useState(false);
  const [asked, setAsked] = useState<MakeDecision | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();

  const service = services.find(({ id }) => id === draft.service) ?? null;
  const known = useTerms(draft, service);
  const suggested = service ? suggestedBasis(service.slug, draft.arranging) : [];
  const legalBasis = basisOf(draft, suggested);
  const { faults, body } = checked(draft, {
    client: client.id,
    unit: service?.unit ?? '',
    today: today(),
    terms: known.terms,
    legalBasis,
    reckoned: known.reckoned,
  });
  const refused = sending.failure instanceof Problem ? sending.failure.slug : null;
  const field = refused ? FIELD_OF[refused] : undefined;
  const told: Faults = { ...(isTold && faults), ...(refused && field && { [field]: { slug: refused } }) };

  const change = (part: Partial<Draft>) => {
    const changed = { ...draft, ...part };
    setDraft(changed);
    keepDraft(name, changed);
    sending.forget();
  };
  const review = (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (body) setAsked(body);
    else goToFirstWrong(form.current);
  };
  const decide = async (decision: MakeDecision) => {
    const isMade = await sending.send(async () => {
      const made = await ask<DecisionSummary>('POST', '/api/decisions', decision);
      dropDraft(name);
      rememberDecided(made);
      navigate(`/clients/${client.id}/decisions/${made.id}`, { replace: true });
    });
    if (isMade) return;
    setAsked(null);
    goToFirstWrong(form.current);
  };
  const startAnew = () => {
    dropDraft(name);
    setDraft(fresh());
    setOld(false);
    setTold(false);
  };

  const shared: FieldsProps = { draft, faults: told, onChange: change };
  const isGranted = draft.resolution !== 'rejected';
  return (
    <>
      {isOld && (
        <Notice
          kind="info"
          title={phrase('decide.kept')}
          announced={false}
          action={<Button onClick={startAnew}>{phrase('decide.startAnew')}</Button>}
        >
          <p>{phrase('decide.keptNext')}</p>
        </Notice>
      )}
      <form class="decision" ref={form} noValidate onSubmit={review}>
        <div class="decision-questions">
          <NeedFields {...shared} services={services} service={service} open={open} />
          {isGranted && <GrantFields {...shared} known={known} service={service} />}
          {isGranted && <MeansFields {...shared} terms={known.terms} />}
          <GroundsFields {...shared} legalBasis={legalBasis} />
        </div>
        <Beside draft={draft} known={known} service={service} />
        <div class="decision-send">
          {sending.failure !== null && !field && <FailureView failure={sending.failure} />}
          {isTold && Object.keys(faults).length > 0 && (
            <p class="decision-missing" role="status">
              {phrase('decide.missing', { count: Object.keys(faults).length })}
            </p>
          )}
          <Button kind="primary" type="submit" wide>
            {phrase('decide.review')}
          </Button>
        </div>
      </form>
      <AllProviders draft={draft} known={known} service={service} />
      {asked && service && (
        <ConfirmDecision
          draft={draft}
          client={client}
          service={service}
          known={known}
          busy={sending.busy}
          onClose={() => setAsked(null)}
          onDecide={() => void decide(asked)}
        />
      )}
    </>
  );
}
