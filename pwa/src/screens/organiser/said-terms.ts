/** A whole version in words: every term of a service's part, or of the general part. */

import type { GeneralTerms, RequiredAttachment, ServiceTerms } from '../../api/schema';
import { say } from '../../words';
import { euros, percent } from '../../words/amounts';
import { duration } from '../../words/formats';
import { tell } from '../../words/organiser';
import type { FeeTerms } from './draft-fee';
import type { RecordingTerms } from './draft-recording';
import { quantityOf, type Row, row, shareOf } from './said';
import { incomeRows, meansTestRows } from './said-income';
import { priceRows } from './said-price';

/** A service's own part; what the general part says where it is silent stands in its place. */
export function serviceRows(terms: ServiceTerms, unit: string, general: GeneralTerms | null): Row[] {
  const arranging = terms.arranging.map((way) => tell(`ways.${way}`)).join(', ');
  return [
    row('arranging', 'ways.title', arranging || null, 'ways.none'),
    ...priceRows(terms.value ?? null),
    ...incomeRows(terms.incomeValue ?? null, unit),
    ...meansTestRows(terms.meansTest ?? null),
    ...quantityRows(terms, unit),
    ...feeRows(terms.fee ?? null),
    row('fee', 'fee.isFree', terms.isFree ? tell('fee.free') : null, 'fee.notFree'),
    row('fee', 'fee.cost', sum(terms.costCents), 'fee.costUnknown'),
    ...recordingRows(terms, general),
  ];
}

export function generalRows(terms: GeneralTerms): Row[] {
  const day = terms.settlementDay;
  const said = typeof day === 'number' ? tell('settlement.said', { day }) : null;
  return [
    row('settlement', 'settlement.day', said, 'settlement.default'),
    ...recordingRows(terms, null),
    row('presence', 'presence.inUse', terms.asksPresence ? tell('presence.asked') : null, 'presence.notAsked'),
  ];
}

function quantityRows(terms: ServiceTerms, unit: string): Row[] {
  const { limits, mostPerVisitMinutes } = terms;
  const amount = (of: number | null | undefined) => (typeof of === 'number' ? quantityOf(of, unit) : null);
  const most = typeof mostPerVisitMinutes === 'number' ? duration(mostPerVisitMinutes) : null;
  return [
    row('quantity', 'quantity.ceiling', sum(terms.priceCeilingCents), 'quantity.noCeiling'),
    row('quantity', 'quantity.mostPerVisit', most, 'quantity.noLimit'),
    row('quantity', 'quantity.twoWorkersTask', terms.twoWorkersTask, 'quantity.twoWorkersUnsaid'),
    row('quantity', 'quantity.week', amount(limits?.week), 'quantity.noLimit'),
    row('quantity', 'quantity.month', amount(limits?.month), 'quantity.noLimit'),
    row('quantity', 'quantity.total', amount(limits?.total), 'quantity.noLimit'),
    row('quantity', 'quantity.covered', amount(terms.coveredQuantity), 'quantity.allCovered'),
  ];
}

function feeRows(fee: FeeTerms | null): Row[] {
  if (fee === null) return [row('fee', 'fee.title', null, 'fee.none')];
  if (fee.kind === 'flat')
    return [row('fee', 'fee.title', tell('fee.flatSaid', { euros: euros(fee.cents) }), 'fee.none')];
  const table = fee.ownTable;
  if (!table) return [row('fee', 'fee.title', tell('fee.way.statutory'), 'fee.none')];
  const rows = table.rows.map(({ fromHours, basisPoints, atMostCents }): Row => {
    const shares = basisPoints.map((points) => percent(points)).join(' / ');
    const most = typeof atMostCents === 'number' ? tell('fee.atMostSaid', { euros: euros(atMostCents) }) : '';
    return {
      section: 'fee',
      key: `fee.${fromHours}`,
      name: tell('fee.fromHours', { count: fromHours }),
      said: most ? `${shares}; ${most}` : shares,
      otherwise: '',
    };
  });
  return [row('fee', 'fee.title', tell('fee.way.own'), 'fee.none'), ...rows];
}

function recordingRows(terms: RecordingTerms, general: RecordingTerms | null): Row[] {
  const own = recordingSaid(terms);
  if (general === null) return own;
  const shared = recordingSaid(general);
  return own.map((one) => {
    const said = shared.find(({ key }) => key === one.key)?.said;
    return one.said === null && said ? { ...one, general: said } : one;
  });
}

function recordingSaid(terms: RecordingTerms): Row[] {
  const { cancellation, attachments, deathDayPaid, toleranceOf, toleranceOver } = terms;
  const hours = (count: number | null | undefined) => (typeof count === 'number' ? tell('hours', { count }) : null);
  const minutes = (count: number | null | undefined) =>
    typeof count === 'number' ? tell('recording.minutesSaid', { count }) : null;
  const days = (count: number | null | undefined) => (typeof count === 'number' ? tell('days', { count }) : null);
  const tolerance = typeof terms.tolerancePermille === 'number' ? shareOf(terms.tolerancePermille) : null;
  const cancelled = cancellation && {
    time: tell('cancellation.freeSaid', { count: cancellation.freeUntilHours }),
    late: shareOf(cancellation.latePermille),
    noShow: shareOf(cancellation.noShowPermille),
  };
  const death = typeof deathDayPaid === 'boolean' ? tell(deathDayPaid ? 'death.paid' : 'death.notPaid') : null;
  return [
    row('recording', 'recording.deadline', hours(terms.recordingDeadlineHours), 'recording.noDeadline'),
    row('recording', 'recording.backDating', days(terms.backDatingDays), 'recording.noBackDating'),
    row('recording', 'recording.lateAfter', minutes(terms.lateAfterMinutes), 'recording.lateAfterDefault'),
    row('recording', 'recording.tolerance', tolerance, 'recording.noTolerance'),
    row(
      'recording',
      'recording.toleranceOf',
      toleranceOf ? tell(`tolerance.${toleranceOf}`) : null,
      'tolerance.ofDefault',
    ),
    row(
      'recording',
      'recording.toleranceOver',
      toleranceOver ? tell(`tolerance.${toleranceOver}`) : null,
      'tolerance.overDefault',
    ),
    row('recording', 'recording.death', death, 'death.default'),
    row('recording', 'recording.contractNotice', days(terms.contractNoticeDays), 'recording.noNotice'),
    row('recording', 'recording.priceNotice', days(terms.priceNoticeDays), 'recording.noNotice'),
    row('cancellation', 'cancellation.free', cancelled?.time ?? null, 'cancellation.none'),
    row('cancellation', 'cancellation.late', cancelled?.late ?? null, 'deviations.open'),
    row('cancellation', 'cancellation.noShow', cancelled?.noShow ?? null, 'deviations.open'),
    ...deviationsSaid(terms),
    row('attachments', 'attachments.title', attachments ? attachmentsSaid(attachments) : null, 'attachments.none'),
  ];
}

function deviationsSaid({ deviations }: RecordingTerms): Row[] {
  const said = (permille: number | null | undefined) => (typeof permille === 'number' ? shareOf(permille) : null);
  return [
    row('deviations', 'deviations.declined', said(deviations?.declinedPermille), 'deviations.open'),
    row('deviations', 'deviations.inHospital', said(deviations?.inHospitalPermille), 'deviations.open'),
    row('deviations', 'deviations.extended', said(deviations?.extendedPermille), 'deviations.open'),
  ];
}

function attachmentsSaid(attachments: readonly RequiredAttachment[]): string {
  if (attachments.length === 0) return tell('attachments.noneNeeded');
  return attachments
    .map(({ name, monthsValid }) => {
      const said = say(name);
      return typeof monthsValid === 'number' ? tell('attachments.valid', { name: said, count: monthsValid }) : said;
    })
    .join('; ');
}

function sum(cents: number | null | undefined): string | null {
  return typeof cents === 'number' ? euros(cents) : null;
}
