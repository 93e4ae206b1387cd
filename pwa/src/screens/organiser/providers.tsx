/** What each provider has done for the organiser's clients in a month. */
import { ProviderMonth } from '../../parts/provider-month';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say, t } from '../../words';
import { Places } from './places';

export function Providers() {
  const organiser = session.value?.organiser;
  return (
    <Screen title={t('finance.title')} lede={organiser && say(organiser.name)} wide>
      <Places at="providers" />
      <ProviderMonth />
    </Screen>
  );
}
