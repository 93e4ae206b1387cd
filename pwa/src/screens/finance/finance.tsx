/** Finance: what waits for her, and what each provider has done in a month. */
import { Fetched } from '../../parts/fetched';
import { ProviderMonth } from '../../parts/provider-month';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { tell } from '../../words/finance';
import { Waiting } from './waiting';

const REVIEW = () => import('./review');

export default function FinanceScreens({ path }: { path: string }) {
  if (path === '/review') return <Fetched key="review" part={REVIEW} given={{}} />;
  const organiser = session.value?.organiser;
  return (
    <Screen title={tell('finance.title')} lede={organiser && say(organiser.name)} wide>
      <Waiting />
      <section class="part" aria-labelledby="providers">
        <h2 id="providers">{tell('finance.providersOf')}</h2>
        <ProviderMonth />
      </section>
    </Screen>
  );
}
