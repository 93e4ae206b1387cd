/** One client: who she is, what she has been granted and what is left of it, and what has been decided of her services. */
import type { ClientRow, DecisionSummary, ServiceChoice, VoucherSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Notice } from '../../parts/notice';
import { Screen } from '../../parts/screen';
import { TakeData } from '../../parts/take-data';
import { locales, shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import { isReplaced, useClientRecord } from './client-record';
import { DecisionCard } from './decision-card';
import { GrantTicket } from './grant-ticket';
import { DeathNotice, MandatesPart } from './mandates-part';

export function ClientPage({ client: id }: { client: string }) {
  const { client, decisions, vouchers, services, reading, again } = useClientRecord(id);
  const isWaiting = !client || !decisions || !vouchers;
  return (
    <Screen title={client?.name ?? phrase('record.title')} lede={client && aboutHer(client)} back="/" wide>
      <AgeOf reading={reading} />
      {isWaiting && reading.failure === null && <Busy what={phrase('record.loading')} />}
      {client?.hasSafetyBan && (
        <Notice kind="warn" title={phrase('record.safetyBan')} announced={false}>
          <p>{phrase('record.safetyBanNext')}</p>
        </Notice>
      )}
      {client && <DeathNotice client={client} onChange={again} />}
      {client && decisions && vouchers && (
        <>
          <div class="buttons">
            <Button kind="primary" icon="voucher" href={`/clients/${id}/decision`}>
              {phrase('record.newDecision')}
            </Button>
            <Button icon="home" href={`/clients/${id}/door`}>
              {phrase('record.door')}
            </Button>
          </div>
          <div class="beside">
            <Grants vouchers={vouchers} services={services} onChange={again} />
            <Decisions decisions={decisions} services={services} onChange={again} />
          </div>
          <MandatesPart client={client} onChange={again} />
          <TakeData client={id} by="official" />
        </>
      )}
    </Screen>
  );
}

/** A language by its name in the present one: "suomi", "finska". */
function languageName(of: ClientRow['language']): string {
  return new Intl.DisplayNames(locales.value, { type: 'language' }).of(of) ?? of;
}

function aboutHer({ bornOn, language: spoken }: ClientRow): string {
  const speaks = phrase('record.speaks', { language: languageName(spoken) });
  return bornOn ? `${phrase('record.born', { day: shortDay(bornOn) })} · ${speaks}` : speaks;
}

interface PartProps {
  services: ServiceChoice[];
  onChange: () => void;
}

function Grants({ vouchers, services, onChange }: PartProps & { vouchers: VoucherSummary[] }) {
  const open = vouchers.filter(({ state }) => state !== 'closed');
  const closed = vouchers.filter(({ state }) => state === 'closed');
  return (
    <section class="part" aria-labelledby="grants">
      <h2 id="grants">{phrase('record.grants')}</h2>
      {open.length === 0 && (
        <Empty title={phrase('record.noOpen')} icon="voucher">
          <p>{phrase('record.noOpenNext')}</p>
        </Empty>
      )}
      {open.map((voucher) => (
        <GrantTicket
          key={voucher.id}
          voucher={voucher}
          service={services.find(({ code }) => code === voucher.serviceCode)}
          onChange={onChange}
        />
      ))}
      {closed.length > 0 && (
        <details class="past">
          <summary>{phrase('record.closed', { count: closed.length })}</summary>
          <div class="part">
            {closed.map((voucher) => (
              <GrantTicket
                key={voucher.id}
                voucher={voucher}
                service={services.find(({ code }) => code === voucher.serviceCode)}
                onChange={onChange}
              />
            ))}
          </div>
        </details>
      )}
    </section>
  );
}

function Decisions({ decisions, services, onChange }: PartProps & { decisions: DecisionSummary[] }) {
  return (
    <section class="part" aria-labelledby="decisions">
      <h2 id="decisions">{phrase('record.decisions')}</h2>
      {decisions.length === 0 && (
        <Empty title={phrase('record.noDecisions')} icon="today">
          <p>{phrase('record.noDecisionsNext')}</p>
        </Empty>
      )}
      {decisions.map((decision) => (
        <DecisionCard
          key={decision.id}
          decision={decision}
          service={services.find(({ id }) => id === decision.serviceId)}
          isReplaced={isReplaced(decision, decisions)}
          onChange={onChange}
        />
      ))}
    </section>
  );
}
