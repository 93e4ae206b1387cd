/** The jobs a person has, and going over to another: one role for one employer at a time. */
import type { MembershipSummary } from '../api/schema';
import { navigate } from '../navigate';
import { Busy } from '../parts/busy';
import { Button } from '../parts/button';
import { Card } from '../parts/card';
import { FailureView } from '../parts/problem';
import { useReading } from '../parts/reading';
import { Screen } from '../parts/screen';
import { useSending } from '../parts/sending';
import { takeUp } from '../session';
import { t } from '../words';
import { tell } from '../words/sessions';

export default function Roles() {
  const { answer, failure, again } = useReading<MembershipSummary[]>('/api/session/memberships');
  const sending = useSending();
  const goOver = async (membership: string): Promise<void> => {
    if (await sending.send(() => takeUp(membership))) navigate('/', { replace: true });
  };
  return (
    <Screen title={tell('roles.title')} lede={tell('roles.lede')} back="/">
      {failure !== null && <FailureView failure={failure} onRetry={again} />}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {answer === null && failure === null && <Busy what={t('app.loading')} />}
      {answer?.map(({ id, role, workplace, isThis }) => (
        <Card key={id} title={workplace ?? t(`role.${role}`)} level={2}>
          <p>{t(`role.${role}`)}</p>
          {isThis ? (
            <p class="soft">{tell('roles.this')}</p>
          ) : (
            <Button wide busy={sending.busy} onClick={() => void goOver(id)}>
              {workplace ? t('menu.role', { role: t(`role.${role}`), workplace }) : t(`role.${role}`)}
            </Button>
          )}
        </Card>
      ))}
      {answer?.length === 1 && <p>{tell('roles.none')}</p>}
    </Screen>
  );
}
