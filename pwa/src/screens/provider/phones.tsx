/** The workers' phones as the office should know them: what was lost, what waits, what may be lost, then all of them. */
import type { PhoneSummary } from '../../api/schema';
import { Notice } from '../../parts/notice';
import type { Reading } from '../../parts/reading';
import { moment } from '../../words/formats';
import { tell } from '../../words/provider';

/** A loss is an alarm until the month's accounts have been gone through. */
const ALARM_MS = 31 * 86_400_000;

export function Phones({ reading }: { reading: Reading<PhoneSummary[]> }) {
  const phones = reading.answer;
  if (phones === null) return null;
  const waiting = phones.filter(({ notSent }) => notSent > 0);
  return (
    <section class="part" aria-labelledby="phones">
      <div class="part-head">
        <h2 id="phones">{tell('phones.title')}</h2>
        {phones.length > 0 && <p class="soft">{tell('phones.count', { count: phones.length })}</p>}
      </div>
      {phones.length === 0 && <p class="soft">{tell('phones.none')}</p>}
      {phones.filter(isAlarm).map((phone) => (
        <Lost key={phone.id} phone={phone} />
      ))}
      {phones.length > 0 && waiting.length === 0 && <p>{tell('phones.allCame')}</p>}
      {waiting.map(({ id, workerName, notSent, lastContactAt }) => (
        <Notice
          key={id}
          kind="warn"
          announced={false}
          title={tell('phones.waits', { name: workerName, count: notSent })}
        >
          <p>{tell('phones.lastContact', { moment: moment(lastContactAt) })}</p>
        </Notice>
      ))}
      {waiting.length > 0 && <p class="soft">{tell('phones.next')}</p>}
      {phones.length > 0 && <AllPhones phones={phones} />}
    </section>
  );
}

function isAlarm({ lostVisits, lostNoticedAt }: PhoneSummary): boolean {
  return lostVisits > 0 && (lostNoticedAt === null || Date.now() - Date.parse(lostNoticedAt) < ALARM_MS);
}

function Lost({ phone: { workerName, lostVisits, lostNoticedAt } }: { phone: PhoneSummary }) {
  return (
    <Notice kind="refused" announced={false} title={tell('phones.lost', { name: workerName, count: lostVisits })}>
      {lostNoticedAt && <p>{tell('phones.lostNoticed', { moment: moment(lostNoticedAt) })}</p>}
      <p>{tell('phones.lostNext')}</p>
    </Notice>
  );
}

/** What makes no alarm lies folded: a phone that may lose its visits, or that shows only some, and each one's build. */
function AllPhones({ phones }: { phones: PhoneSummary[] }) {
  return (
    <details class="explained">
      <summary>{tell('phones.all')}</summary>
      <ul class="phone-rows">
        {phones.map(({ id, workerName, lastContactAt, app, storageKept, leftOut }) => (
          <li key={id}>
            <p>{tell('phones.one', { name: workerName, moment: moment(lastContactAt) })}</p>
            {app && <p class="soft">{tell('phones.build', { app })}</p>}
            {storageKept === false && (
              <Notice kind="warn" announced={false} title={tell('phones.notKept', { name: workerName })}>
                <p>{tell('phones.notKeptNext')}</p>
              </Notice>
            )}
            {leftOut > 0 && (
              <Notice
                kind="info"
                announced={false}
                title={tell('phones.leftOut', { name: workerName, count: leftOut })}
              >
                <p>{tell('phones.leftOutNext')}</p>
              </Notice>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
