/** Finance: what each provider has done in a month, and the way to its settlements. */
import { Fetched } from '../../parts/fetched';
import { ProviderMonth } from '../../parts/provider-month';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { tell } from '../../words/finance';
import { MoneyPlaces } from './money-places';

const MONEY = () => import('./money');

export default function FinanceScreens({ path }: { path: string }) {
  if (/^\/(settlements|outgoing|posting)(\/|$)/.test(path)) return <Fetched part={MONEY} given={{ path }} />;
  return <Home />;
}

function Home() {
  const organiser = session.value?.organiser;
  return (
    <Screen title={tell('finance.title')} lede={organiser && say(organiser.name)} wide>
      <MoneyPlaces at={null} />
      <ProviderMonth />
    </Screen>
  );
}
