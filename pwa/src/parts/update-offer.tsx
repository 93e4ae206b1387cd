/** A new version is offered, never forced, and waits for visits that have not been sent. */
import { outboxCount } from '../offline/signals';
import { applyUpdate, updateReady, updating } from '../update';
import { t } from '../words';
import { Button } from './button';
import { Notice } from './notice';

export function UpdateOffer() {
  if (!updateReady.value) return null;
  return (
    <div class="over-screen">
      <Notice kind="info" title={t('update.title')} action={<UpdateButton />}>
        {outboxCount.value === 0 && <p>{t('update.text')}</p>}
      </Notice>
    </div>
  );
}

export function UpdateButton() {
  const waiting = outboxCount.value;
  if (waiting > 0) return <p>{t('update.waits', { count: waiting })}</p>;
  return (
    <Button onClick={applyUpdate} busy={updating.value}>
      {t('update.apply')}
    </Button>
  );
}
