/** A new version of a part of the rulebook: begins as a copy of the one in force, is looked at once more, and entered. */
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { Screen } from '../../parts/screen';
import { inForceOn } from '../../rules/catalogue';
import { say } from '../../words';
import { today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { EnterGeneral } from './enter-general';
import { EnterService } from './enter-service';
import { generalParts, type PartName, useRulebook, useServices } from './rulebook-reading';

export function NewVersion({ part }: { part: PartName }) {
  const rulebook = useRulebook();
  const services = useServices();
  const service = services.answer?.find(({ id }) => id === part) ?? null;
  const isRead = rulebook.answer !== null && services.answer !== null;
  const name = part === 'general' ? tell('general.title') : service ? say(service.name) : '';
  return (
    <Screen title={tell('enter.title')} lede={name} back={`/rulebook/${part}`} wide>
      <AgeOf reading={services.failure === null ? rulebook : services} />
      {!isRead && <Busy what={tell('rulebook.loading')} />}
      {isRead && part !== 'general' && !service && <Empty title={tell('version.gone')} />}
      {rulebook.answer && isRead && service && <EnterService rulebook={rulebook.answer} service={service} />}
      {rulebook.answer && isRead && part === 'general' && (
        <EnterGeneral
          rulebook={rulebook.answer}
          copied={inForceOn(today(), generalParts(rulebook.answer)) ?? generalParts(rulebook.answer).at(-1) ?? null}
        />
      )}
    </Screen>
  );
}
