/** What is needed, of which service, and how it is resolved. */
import type { ServiceChoice } from '../../api/schema';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Field } from '../../parts/field';
import { Notice } from '../../parts/notice';
import { OneOf } from '../../parts/one-of';
import { countedIn } from '../../rules/figures';
import { grouped } from '../../rules/number';
import { say } from '../../words';
import { phrase } from '../../words/granter';
import type { FieldsProps } from './decision-form';
import { saidOf } from './fault-words';
import { asksMeans } from './reckoned';
import type { Resolution } from './wire';

/** A grant that stands, with the decision by which it does. */
export interface Standing {
  serviceCode: number;
  number: string;
  clientId: string;
  decisionId: string | null;
}

interface NeedFieldsProps extends FieldsProps {
  services: ServiceChoice[];
  service: ServiceChoice | null;
  open: Standing[];
}

const RESOLUTIONS: Resolution[] = ['granted', 'partly', 'rejected'];

export function NeedFields({ draft, faults, onChange, services, service, open }: NeedFieldsProps) {
  const standing = open.find(({ serviceCode }) => serviceCode === service?.code);
  return (
    <section class="card" aria-labelledby="need">
      <h2 id="need">{phrase('decide.need')}</h2>
      <div class="decision-pair">
        <Choice
          label={phrase('decide.service')}
          value={draft.service}
          error={saidOf(faults.service)}
          options={[
            ['', phrase('decide.choose')],
            ...services.map(({ id, name }): [string, string] => [id, say(name)]),
          ]}
          onChoose={(id) => onChange({ service: id, ...ofService(services.find((one) => one.id === id)) })}
        />
        <Field
          type="date"
          label={phrase('decide.appliedOn')}
          hint={phrase('decide.appliedOnHint')}
          value={draft.appliedOn}
          error={saidOf(faults.appliedOn)}
          onInput={(appliedOn) => onChange({ appliedOn })}
        />
      </div>
      {standing && !draft.replaces && (
        <Notice
          kind="warn"
          title={phrase('decide.standing')}
          announced={false}
          action={
            standing.decisionId && (
              <Button href={`/clients/${standing.clientId}/decision/${standing.decisionId}`}>
                {phrase('grant.change')}
              </Button>
            )
          }
        >
          <p>{phrase('decide.standingNext', { number: grouped(standing.number) })}</p>
        </Notice>
      )}
      <Field
        label={phrase('decide.needWords')}
        hint={phrase('decide.needHint')}
        lines={3}
        maxLength={4000}
        value={draft.need}
        error={saidOf(faults.need)}
        onInput={(need) => onChange({ need })}
      />
      <OneOf
        legend={phrase('decide.resolution')}
        value={draft.resolution}
        options={RESOLUTIONS.map((one) => [one, phrase(`resolution.${one}`), phrase(`resolution.${one}.what`)])}
        onChoose={(resolution) => onChange({ resolution })}
      />
    </section>
  );
}

/** What follows from the choice of a service: its unit, the income its terms ask for, its only way of arranging. */
function ofService(service: ServiceChoice | undefined) {
  const [counted] = countedIn(service?.unit ?? '');
  const ways = service?.terms?.arranging ?? [];
  return {
    ...(counted && { counted }),
    tasks: [],
    provider: '',
    incomeKind: asksMeans(service?.terms ?? null).terms.kind ?? 'gross',
    arranging: ways.length === 1 && ways[0] ? ways[0] : ('' as const),
  };
}
