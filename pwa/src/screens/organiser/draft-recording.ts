/** How visits are recorded, cancelled and settled as it is typed; what is left empty the organiser has not said. */

import type { CancellationTerms, DeviationTerms, GeneralTerms, RequiredAttachment } from '../../api/schema';
import { decimalOf } from '../../parts/typed-decimal';
import { readName, slugOf } from './name-slug';
import type { Reader } from './reader';

/** What both parts of a rulebook may say. */
export type RecordingTerms = Omit<GeneralTerms, 'part' | 'settlementDay' | 'asksPresence'>;

/** How long a paper may hold (`RequiredAttachment`). */
const MOST_MONTHS = 120;

export interface AttachmentDraft {
  key: string;
  slug: string;
  fi: string;
  sv: string;
  en: string;
  months: string;
}

/** How long nothing need be heard of a planned visit, at most: half a day, as the server has it. */
const LONGEST_GRACE = 720;

export interface RecordingDraft {
  deadlineHours: string;
  backDatingDays: string;
  tolerance: string;
  toleranceOf: 'time' | 'money' | '';
  toleranceOver: 'period' | 'voucher' | '';
  saysCancellation: boolean;
  freeUntilHours: string;
  late: string;
  noShow: string;
  declined: string;
  inHospital: string;
  extended: string;
  saysAttachments: boolean;
  attachments: AttachmentDraft[];
  deathDayPaid: 'yes' | 'no' | '';
  contractNoticeDays: string;
  priceNoticeDays: string;
  lateAfterMinutes: string;
}

export const NO_RECORDING: RecordingDraft = {
  deadlineHours: '',
  backDatingDays: '',
  tolerance: '',
  toleranceOf: '',
  toleranceOver: '',
  saysCancellation: false,
  freeUntilHours: '',
  late: '',
  noShow: '',
  declined: '',
  inHospital: '',
  extended: '',
  saysAttachments: false,
  attachments: [],
  deathDayPaid: '',
  contractNoticeDays: '',
  priceNoticeDays: '',
  lateAfterMinutes: '',
};

export function emptyAttachment(): AttachmentDraft {
  return { key: crypto.randomUUID(), slug: '', fi: '', sv: '', en: '', months: '' };
}

export function recordingDraft(terms: RecordingTerms | null): RecordingDraft {
  const [cancellation, attachments, deathDayPaid] = [terms?.cancellation, terms?.attachments, terms?.deathDayPaid];
  return {
    deadlineHours: whole(terms?.recordingDeadlineHours),
    backDatingDays: whole(terms?.backDatingDays),
    tolerance: share(terms?.tolerancePermille),
    toleranceOf: terms?.toleranceOf ?? '',
    toleranceOver: terms?.toleranceOver ?? '',
    saysCancellation: Boolean(cancellation),
    freeUntilHours: whole(cancellation?.freeUntilHours),
    late: share(cancellation?.latePermille),
    noShow: share(cancellation?.noShowPermille),
    declined: share(terms?.deviations?.declinedPermille),
    inHospital: share(terms?.deviations?.inHospitalPermille),
    extended: share(terms?.deviations?.extendedPermille),
    saysAttachments: Boolean(attachments),
    attachments: (attachments ?? []).map(({ slug, name, monthsValid }) => ({
      ...emptyAttachment(),
      ...name,
      slug,
      months: whole(monthsValid),
    })),
    deathDayPaid: typeof deathDayPaid === 'boolean' ? (deathDayPaid ? 'yes' : 'no') : '',
    contractNoticeDays: whole(terms?.contractNoticeDays),
    priceNoticeDays: whole(terms?.priceNoticeDays),
    lateAfterMinutes: whole(terms?.lateAfterMinutes),
  };
}

export function readRecording(draft: RecordingDraft, reader: Reader): RecordingTerms {
  return {
    recordingDeadlineHours: reader.wholeHours('recording.deadlineHours', draft.deadlineHours),
    backDatingDays: reader.days('recording.backDatingDays', draft.backDatingDays),
    tolerancePermille: reader.permille('recording.tolerance', draft.tolerance),
    toleranceOf: draft.toleranceOf || null,
    toleranceOver: draft.toleranceOver || null,
    cancellation: draft.saysCancellation ? readCancellation(draft, reader) : null,
    deviations: readDeviations(draft, reader),
    attachments: draft.saysAttachments ? readAttachments(draft.attachments, reader) : null,
    deathDayPaid: draft.deathDayPaid === '' ? null : draft.deathDayPaid === 'yes',
    contractNoticeDays: reader.days('recording.contractNoticeDays', draft.contractNoticeDays),
    priceNoticeDays: reader.days('recording.priceNoticeDays', draft.priceNoticeDays),
    lateAfterMinutes: reader.count('recording.lateAfterMinutes', draft.lateAfterMinutes, LONGEST_GRACE),
  };
}

function readCancellation(draft: RecordingDraft, reader: Reader): CancellationTerms {
  const [free, late, noShow] = ['freeUntilHours', 'late', 'noShow'].map((name) => `recording.${name}`) as [
    string,
    string,
    string,
  ];
  return {
    freeUntilHours: reader.needed(free, reader.wholeHours(free, draft.freeUntilHours)),
    latePermille: reader.needed(late, reader.permille(late, draft.late)),
    noShowPermille: reader.needed(noShow, reader.permille(noShow, draft.noShow)),
  };
}

/** Null where none of them is said: then a service goes by the general part. */
function readDeviations(draft: RecordingDraft, reader: Reader): DeviationTerms | null {
  const read = (of: 'declined' | 'inHospital' | 'extended') => reader.permille(`recording.${of}`, draft[of]);
  const said = {
    declinedPermille: read('declined'),
    inHospitalPermille: read('inHospital'),
    extendedPermille: read('extended'),
  };
  return Object.values(said).some((permille) => permille !== null) ? said : null;
}

function readAttachments(drafts: readonly AttachmentDraft[], reader: Reader): RequiredAttachment[] {
  const used = new Set<string>();
  return drafts.map((draft, place) => {
    const at = `recording.attachments.${place}`;
    const name = readName(draft, at, reader);
    const slug = draft.slug || slugOf(name.en || name.fi);
    if (used.has(slug)) reader.wrong(`${at}.fi`, 'name-used');
    used.add(slug);
    const monthsValid = reader.count(`${at}.months`, draft.months, MOST_MONTHS);
    if (monthsValid === 0) reader.wrong(`${at}.months`, 'too-small');
    return { slug, name, monthsValid };
  });
}

function whole(count: number | null | undefined): string {
  return typeof count === 'number' ? String(count) : '';
}

function share(permille: number | null | undefined): string {
  return typeof permille === 'number' ? decimalOf(permille, 1) : '';
}
