/** What somebody did with a client's data and what for, in words; an act that is not known here is told in general. */
import type { Viewing } from '../api/schema';
import { say, t } from '../words';
import { clock } from '../words/formats';
import { tell, type ViewingsKey } from '../words/viewings';

/** As the trail calls what people do. */
const DID: Record<string, ViewingsKey> = {
  listed: 'did.listed',
  printed: 'did.printed',
  'opened at the door': 'did.openedAtDoor',
  recorded: 'did.recorded',
  corrected: 'did.corrected',
  withdrawn: 'did.withdrawn',
  'viewed photo': 'did.viewedPhoto',
  'added photo': 'did.addedPhoto',
  decided: 'did.decided',
  undone: 'did.undone',
  imported: 'did.imported',
  entered: 'did.entered',
  ended: 'did.ended',
  paused: 'did.paused',
  resumed: 'did.resumed',
  refused: 'did.refused',
  value_raised: 'did.raised',
  'asked for an explanation': 'did.asked',
  'read a question': 'did.readQuestion',
  explained: 'did.explained',
  'fetched to the phone': 'did.fetched',
  'looked into a viewing': 'did.lookedInto',
  exported: 'did.exported',
  'viewings-viewed': 'did.viewingsViewed',
  'gave feedback': 'did.gaveFeedback',
  'viewed feedback': 'did.viewedFeedback',
  'viewed disputes': 'did.viewedFeedback',
  'heard feedback': 'did.heardFeedback',
  disputed: 'did.disputed',
  confirmed: 'did.confirmed',
  'took back': 'did.tookBack',
  answered: 'did.answered',
  'took note': 'did.tookNote',
  'viewed for payment': 'did.viewedForPayment',
  'decided of payment': 'did.decidedOfPayment',
  'made a feedback link': 'did.madeLink',
  complained: 'did.complained',
  'viewed complaints': 'did.viewedComplaints',
  'wrote a message': 'did.wroteMessage',
  'viewed messages': 'did.viewedMessages',
  'viewed door notes': 'did.viewedDoor',
  'changed door notes': 'did.changedDoor',
  'fetched door notes': 'did.fetchedDoor',
  'fetched presence code': 'did.fetchedPresence',
  'printed presence tag': 'did.printedTag',
};
const VIEWED: Record<Viewing['about'], ViewingsKey> = {
  voucher: 'did.viewedVoucher',
  visit: 'did.viewedVoucher',
  decision: 'did.viewedDecision',
  client: 'did.viewedClient',
};
const PURPOSES: Record<string, ViewingsKey> = {
  care: 'purpose.care',
  'own-affairs': 'purpose.own-affairs',
  'acting-for': 'purpose.acting-for',
  providing: 'purpose.providing',
  deciding: 'purpose.deciding',
  organising: 'purpose.organising',
  paying: 'purpose.paying',
};

/** "Klo 12.00: katsoi palveluseteliä tai käyntejä (Kotihoito), 3 kertaa". */
export function didSaid({ act, about, service, lastAt, times }: Viewing): string {
  const did = tell(act === 'viewed' ? VIEWED[about] : (DID[act] ?? 'did.other'));
  const time = clock(lastAt);
  const line = service
    ? tell('looked.lineOf', { time, did, service: say(service) })
    : tell('looked.line', { time, did });
  return times > 1 ? tell('looked.lineTimes', { line, times: tell('looked.times', { count: times }) }) : line;
}

/** What the data were used for; nothing for entries from before it was kept. */
export function purposeSaid({ purpose }: Viewing): string | null {
  const known = purpose && PURPOSES[purpose];
  return known ? tell('looked.why', { purpose: tell(known) }) : null;
}

/** "Hoitaja, Kotiapu Kaneli Oy"; of one who acts for the client, that. */
export function whoSaid({ role, organisation }: Pick<Viewing, 'role' | 'organisation'>, isToHer = false): string {
  if (role === 'relative') return tell(isToHer ? 'looked.actsFor' : 'looked.actsForClient');
  return [t(`role.${role}`), organisation && say(organisation)].filter(Boolean).join(', ');
}
