/** The address that every refusal carries, opened: what the problem means and what to do. Open to everyone. */
import { Button } from '../parts/button';
import { Empty } from '../parts/empty';
import { Screen } from '../parts/screen';
import { problemWords, t } from '../words';

export default function ProblemScreen({ path }: { path: string }) {
  const slug = path.slice(path.lastIndexOf('/') + 1);
  const words = problemWords(slug);
  const home = (
    <Button kind="primary" href="/" wide>
      {t('action.home')}
    </Button>
  );
  if (!words) {
    return (
      <Screen title={t('problem.explained')} action={home}>
        <Empty title={t('problem.notKnown')} icon="info">
          <p>{t('problem.unknownNext')}</p>
        </Empty>
      </Screen>
    );
  }
  return (
    <Screen title={words.title} lede={t('problem.explained')} action={home}>
      <section class="card">
        <h2>{t('problem.nextStep')}</h2>
        <p>{words.next}</p>
      </section>
      <p class="soft">{t('problem.name', { slug })}</p>
    </Screen>
  );
}
