/** What each provider has done for the organiser's clients in a month. */
import { ProviderMonth } from '../../parts/provider-month';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { tell } from '../../words/finance';
import { Places } from './places';

export function Providers() {
  const organiser = session.value?.organiser;
  return (
    <Screen title={tell('finance.title')} lede={organiser && say(organiser.name)} wide>
      <Places at="providers" />
      <ProviderMonth />
    </Screen>
  );
}
