/** Finance: what each provider has done in a month. */
import { ProviderMonth } from '../../parts/provider-month';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { tell } from '../../words/finance';

export default function FinanceScreens() {
  const organiser = session.value?.organiser;
  return (
    <Screen title={tell('finance.title')} lede={organiser && say(organiser.name)} wide>
      <ProviderMonth />
    </Screen>
  );
}
