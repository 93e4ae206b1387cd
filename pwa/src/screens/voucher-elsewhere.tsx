/** Someone who is not a care worker has opened the code of a voucher with the phone's camera: says what the code is for. */
import { Button } from '../parts/button';
import { Icon } from '../parts/icon';
import { Screen } from '../parts/screen';
import { session } from '../session';
import { t } from '../words';
import { tell } from '../words/elsewhere';

export default function VoucherElsewhere() {
  const role = session.value?.role;
  const atHome = role === 'client' || role === 'relative';
  return (
    <Screen
      title={tell('elsewhere.title')}
      action={
        <Button kind="primary" href="/" wide>
          {atHome ? tell('elsewhere.toVisits') : t('action.home')}
        </Button>
      }
    >
      <section class="card">
        <Icon name="voucher" />
        <p>{tell('elsewhere.what')}</p>
        <p>{tell(atHome ? 'elsewhere.atHome' : 'elsewhere.atOffice')}</p>
      </section>
    </Screen>
  );
}
