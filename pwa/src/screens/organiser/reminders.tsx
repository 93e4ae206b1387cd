/** Clients' reminders to the organiser: each is answered in writing, with reasons, in time. */
import { ComplaintsDesk } from '../../parts/complaints-desk';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { tell } from '../../words/desk';
import { Places } from './places';

export default function Reminders() {
  const organiser = session.value?.organiser;
  return (
    <Screen title={tell('desk.reminders')} lede={organiser && say(organiser.name)}>
      <Places at="reminders" />
      <ComplaintsDesk title={tell('desk.reminders')} what={tell('desk.remindersWhat')} saysAbout />
    </Screen>
  );
}
