/** Finance: what waits for her, what each provider has done in a month, and the way to its settlements. */
import { Fetched } from '../../parts/fetched';
import { ProviderMonth } from '../../parts/provider-month';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { tell } from '../../words/finance';
import { MoneyPlaces } from './money-places';
import { Waiting } from './waiting';

const REVIEW = () => import('./review');
const MONEY = () => import('./money');
/** Where settlements and what comes of them are (money.tsx). */
const OF_MONEY = /^\/(settlements|outgoing|posting)(\/|$)/;

export default function FinanceScreens({ path }: { path: string }) {
  const [isReview, changed] = /^\/review(\/changed)?$/.exec(path) ?? [];
  if (isReview) return <Fetched key={path} part={REVIEW} given={{ isOfChanged: changed !== undefined }} />;
  if (OF_MONEY.test(path)) return <Fetched key="money" part={MONEY} given={{ path }} />;
  const organiser = session.value?.organiser;
  return (
    <Screen title={tell('finance.title')} lede={organiser && say(organiser.name)} wide>
      <MoneyPlaces at={null} />
      <Waiting />
      <section class="part" aria-labelledby="providers">
        <h2 id="providers">{tell('finance.providersOf')}</h2>
        <ProviderMonth />
      </section>
    </Screen>
  );
}
