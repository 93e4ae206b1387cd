/** Finance: what each provider has done in a month. */
import { ProviderMonth } from '../../parts/provider-month';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say, t } from '../../words';

export default function FinanceScreens() {
  const organiser = session.value?.organiser;
  return (
    <Screen title={t('finance.title')} lede={organiser && say(organiser.name)} wide>
      <ProviderMonth />
    </Screen>
  );
}
