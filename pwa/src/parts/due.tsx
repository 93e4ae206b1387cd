/** Until when somebody waits for a written answer; late, it stands out. */
import { shortDay, today } from '../words/formats';
import { tell } from '../words/office';
import { Notice } from './notice';

export function Due({ day }: { day: string | null }) {
  if (day === null) return null;
  if (day >= today()) return <p class="soft">{tell('office.due', { day: shortDay(day) })}</p>;
  return <Notice kind="warn" announced={false} title={tell('office.late', { day: shortDay(day) })} />;
}
