/** The shapes on the wire, printed from the server's contract by `make contract`; never edited by hand. */

export interface AccessibilityLetter {
  id: string;
  words: string;
  contact: string;
  receivedAt: string;
  dueOn: string | null;
  answer: string | null;
  answeredAt: string | null;
}

export interface AccessibilityReceipt {
  id: string;
  receivedAt: string;
  answerBy: string | null;
}

export interface ActedFor {
  id: string;
  name: string;
  scopes: string[];
  byLaw: boolean;
  firstDay: string;
  lastDay: string | null;
}

export interface AddClient {
  id: string;
  givenName: string;
  familyName: string;
  identityCode: string | null;
  language: 'fi' | 'sv' | 'en';
  hasSafetyBan: boolean;
}

export interface AddPhoto {
  id: string;
  visit: string;
  bytes: number;
  sha256: string;
  doneAt: string;
}

export interface AddService {
  id: string;
  slug: string;
  name: Text;
  unit: 'minute' | 'quarter_hour' | 'half_hour' | 'hour' | 'visit' | 'day' | 'week' | 'month';
  tasks: TaskName[];
}

export interface AnswerAccessibilityFeedback {
  words: string;
}

export interface AnswerComplaint {
  words: string;
}

export interface AnswerDispute {
  outcome: 'corrected' | 'stands';
  words: string;
}

export interface AnswerExplanation {
  words: string;
  isRefusal?: boolean;
  decision?: string;
}

export interface AnswerFeedback {
  words: string;
}

export interface AnswerReview {
  words: string;
}

export interface AskAboutPhone {
  device: string;
  token: string;
}

export interface AskForExplanation {
  id: string;
  entry: number;
  words?: string;
  specialCause?: string;
}

export interface AskedExplanation {
  id: string;
  clientName: string;
  specialCause: string;
  explained: Explained;
  viewing: Viewing | null;
}

export interface BandValue {
  band: string;
  valueCents: number;
  firstDay: string;
  lastDay: string | null;
  source: string;
}

export interface BePerson {
  person: string;
}

export interface BillingTerms {
  stepMinutes: 1 | 15 | 30 | 60;
  direction: 'half_up' | 'up';
  minimumMinutes: number;
  pricedBy: 'minute' | 'start';
}

export interface BringPayments {
  id: string;
  content: string;
}

export interface BringVisits {
  mutations: OwnMutation[];
}

export interface BroughtVisits {
  serverTime: string;
  dryRun: boolean;
  verdicts: Verdict[];
  signature: Signature | null;
  receiptKeys: VerificationKey[];
}

export interface ByHousehold {
  sizes: number[];
  eachFurther: number | null;
}

export interface CancelPlan {
  id: string;
  scope: 'this' | 'rest';
}

export interface CancellationTerms {
  freeUntilHours: number;
  latePermille: number;
  noShowPermille: number;
}

export interface ChangePlan {
  id: string;
  scope: 'this' | 'rest';
  day: string;
  startMinute: number;
  minutes: number;
  worker: string | null;
}

export interface ChangedSince {
  state: 'waiting' | 'stands';
  reason: 'settled-is-right' | 'agreed-with-provider' | 'too-little-to-credit' | 'other' | null;
  words: string;
}

export interface ChangesSince {
  serverTime: string;
  cursor: string;
  catalogue: PhoneCatalogue | null;
  visits: VisitSummary[];
  inSight: string[] | null;
  leftOut: number;
  round?: WorkerRound | null;
  vouchers?: KnownVoucher[] | null;
}

export interface CheckViewing {
  outcome: 'explained' | 'misuse';
  words: string;
}

export interface ChooseToAct {
  language: 'fi' | 'sv' | 'en';
}

export interface ChooseTold {
  kinds: Kind[];
  quietFrom: number;
  quietUntil: number;
  wakes: boolean;
  saysMore: boolean;
  letsKnow: boolean;
}

export interface ChosenToAct {
  code: string;
}

export interface ClientOwes {
  clientId: string;
  clientName: string;
  organiser: Text;
  reference: string;
  services: ServiceOwed[];
  visits: number;
  minutes: number;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
  waitingCents: number;
  taken: TakenOut | null;
}

export interface ClientPage {
  total: number;
  clients: ClientRow[];
  next: string | null;
}

export interface ClientRow {
  id: string;
  name: string;
  language: 'fi' | 'sv' | 'en';
  bornOn: string | null;
  hasSafetyBan: boolean;
  diedOn: string | null;
  grants: number;
  services: Text[];
  firstLastDay: string | null;
  grantedMinutes: number | null;
  usedMinutes: number | null;
  state: 'granted' | 'open' | 'closed' | null;
}

export interface ComplaintSummary {
  id: string;
  kind: 'complaint' | 'reminder';
  clientId: string;
  clientName: string;
  providerName: string | null;
  organiser: Text;
  words: string;
  madeBy: string;
  isOwn: boolean;
  madeAt: string;
  dueOn: string;
  answeredAt: string | null;
  answer: string | null;
}

export interface ConfirmAccount {
  id: string;
}

export interface ConfirmAddress {
  token: string;
}

export interface ConfirmVisit {
  id: string;
}

export interface Confirmation {
  visitId: string;
  confirmedBy: string;
  confirmedAt: string;
}

export interface CopyWeek {
  id: string;
  fromDay: string;
  toDay: string;
  worker?: string | null;
  client?: string | null;
}

export interface CorrectVisit {
  visit: string;
  seen: string;
  startedAt: string;
  endedAt: string;
  elapsedSeconds: number | null;
  tasks: RecordedTask[];
  note: string;
  clock?: PhoneClock | null;
  deviation?: ToldDeviation | null;
}

export interface CreditSummary {
  id: string;
  visitId: string;
  provider: ProviderName;
  voucherNumber: string;
  clientName: string;
  day: string;
  minutes: number;
  reason: 'not-made' | 'wrong-times' | 'wrong-client' | 'made-twice' | 'wrong-price' | 'other';
  words: string;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
  creditedAt: string;
  creditedBy: string | null;
  settlementNumber: string;
  carriedOutIn: string | null;
}

export interface CreditVisit {
  id: string;
  visit: string;
  reason: 'not-made' | 'wrong-times' | 'wrong-client' | 'made-twice' | 'wrong-price' | 'other';
  words?: string;
  organiserCents?: number | null;
  ownLiabilityCents?: number | null;
  record?: string | null;
}

export interface DaySums {
  day: string;
  visits: number;
  organiserCents: number;
}

export interface DecideReview {
  decisions: DecideVisit[];
}

export interface DecideVisit {
  id: string;
  visit: string;
  outcome: 'accepted' | 'partly' | 'rejected' | 'asked' | 'undone';
  reason: 'agreed-with-case-manager' | 'need-had-grown' | 'error-in-plan' | 'provider-explained' | 'only-what-is-granted' | 'only-time-shown' | 'only-one-worker' | 'not-shown-as-made' | 'beyond-grant' | 'not-covered' | 'recorded-twice' | 'recorded-late' | 'why-longer' | 'why-late' | 'why-two-workers' | 'which-times-are-right' | 'what-happened' | 'by-mistake' | 'new-information' | 'other';
  words?: string;
  priceCents?: number | null;
  record: string;
  turns: number;
}

export interface DecisionSummary {
  id: string;
  number: string;
  clientId: string;
  clientName: string;
  service: Text;
  serviceId: string;
  about: 'service' | 'value';
  resolution: 'granted' | 'partly' | 'rejected';
  arranging: 'voucher' | 'order' | 'own' | null;
  appliedOn: string | null;
  need: string;
  grounds: string;
  legalBasis: string[];
  language: 'fi' | 'sv';
  decidedOn: string;
  decidedBy: string;
  firstDay: string;
  lastDay: string | null;
  sentBy: 'letter' | 'in_person';
  sentOn: string;
  receivedOn: string;
  appealUntil: string | null;
  clientFeeCents: number | null;
  valueCents: number | null;
  reckoning: Explanation | null;
  voucherId: string | null;
  voucherNumber: string | null;
  replaces: string | null;
  canUndoUntil: string | null;
  undoneAt: string | null;
  refusedOn: string | null;
}

export interface DecisionVerdict {
  id: string;
  verdict: 'taken' | 'refused';
  problem: string | null;
}

export interface DecisionVerdicts {
  verdicts: DecisionVerdict[];
}

export interface Deliver {
  device: string;
  envelopes: Envelope[];
}

export interface DeliveryReply {
  serverTime: string;
  receipts: SealedReceipt[];
  refusals: Refusal[];
  signature: Signature | null;
}

export interface DemoPerson {
  id: string;
  name: string;
  role: Role;
  workplace: string;
}

export interface DeviationTerms {
  declinedPermille: number | null;
  inHospitalPermille: number | null;
  extendedPermille: number | null;
}

export interface DisputeSummary {
  visitId: string;
  clientId: string;
  clientName: string;
  providerName: string;
  workerName: string;
  service: Text;
  startedAt: string;
  endedAt: string;
  id: string;
  reason: 'nobody-came' | 'times-differ' | 'work-differs' | 'other';
  words: string;
  raisedBy: string;
  isOwn: boolean;
  raisedAt: string;
  dueOn: string;
  state: 'open' | 'answered' | 'withdrawn';
  outcome: 'corrected' | 'stands' | null;
  answer: string | null;
  answeredAt: string | null;
}

export interface DisputeVisit {
  id: string;
  visit: string;
  reason: 'nobody-came' | 'times-differ' | 'work-differs' | 'other';
  words?: string;
  raisedAt: string;
}

export interface DoneVisit {
  id: string;
  startedAt: string;
  endedAt: string;
  workerName: string;
}

export interface DoorOfClient {
  clientName: string;
  hasSafetyBan: boolean;
  own: DoorWords;
  changedBy: string | null;
  changedAt: string | null;
  organisers: DoorWords | null;
  asksPresence: boolean;
}

export interface DoorOnRound {
  visits: string[];
  address: string;
  door: string;
  key: string;
  safety: string[];
  lastNotes: LastNote[];
  hasSafetyBan: boolean;
  until: string;
}

export interface DoorWords {
  address?: string;
  door?: string;
  key?: string;
  safety?: string;
}

export interface DoorsOnRound {
  mark: string;
  doors: DoorOnRound[] | null;
}

export interface Effects {
  declined?: number | null;
  notAtHome?: number | null;
  inHospital?: number | null;
  lateCancellation?: number | null;
  extended?: number | null;
}

export interface EmployWorker {
  id: string;
  givenName: string;
  familyName: string;
  language: 'fi' | 'sv' | 'en';
  firstDay: string;
}

export interface EmploymentSummary {
  id: string;
  worker: string;
  name: string;
  language: string;
  firstDay: string;
  lastDay: string | null;
}

export interface EndEmployment {
  lastDay: string | null;
}

export interface EndGrant {
  id: string;
  day: string;
  reason: 'need_ended' | 'died' | 'moved' | 'other';
  words: string;
}

export interface EnrolPhone {
  code: string;
  device: string;
  isSamePerson?: boolean;
}

export interface EnrolmentOffer {
  person: string;
  workerName: string;
  providerName: string;
  mayBeYou: boolean;
}

export interface EnrolmentStanding {
  state: 'open' | 'used' | 'over';
}

export interface EnterAccount {
  id: string;
  iban: string;
  firstDay: string;
}

export interface EnterCode {
  code: string;
}

export interface EnterMandate {
  id: string;
  source: 'paper' | 'guardianship' | 'continuing-power' | 'custody';
  reference: string;
  identityCode: string;
  givenName: string;
  familyName: string;
  language: 'fi' | 'sv' | 'en';
  scopes: Scope[];
  firstDay: string;
  lastDay: string | null;
}

export interface EnterPart {
  id: string;
  service: string | null;
  firstDay: string;
  lastDay: string | null;
  source: string;
  terms: GeneralTerms | ServiceTerms;
}

export interface EnterPosting {
  id: string;
  firstDay: string;
  terms: PostingTerms;
}

export interface EnteredPosting {
  firstDay: string;
  terms: PostingTerms;
  enteredBy: string;
  enteredAt: string;
}

export interface Envelope {
  id: string;
  sealed: string;
}

export interface EveTerms {
  of: ('all-saints-day' | 'ascension-day' | 'boxing-day' | 'christmas-day' | 'easter-monday' | 'easter-sunday' | 'epiphany' | 'good-friday' | 'independence-day' | 'may-day' | 'midsummer-day' | 'new-years-day' | 'whit-sunday')[];
  weekdayHolidaysOnly: boolean;
}

export interface Explained {
  id: string;
  askedAt: string;
  words: string;
  dueOn: string;
  answeredAt: string | null;
  answer: string | null;
  refusedByDecision: string | null;
}

export interface Explanation {
  rule: string;
  source: string;
  verified: boolean;
  inputs: Figure[];
  steps: Figure[];
  rounding: Rounding;
}

export interface FacesOfProvider {
  providerId: string;
  providerName: string;
  organiser: Text;
  year: number;
  good: number;
  fair: number;
  bad: number;
}

export interface FeeByHours {
  kind: 'by_hours';
  ownTable: FeeTable | null;
}

export interface FeeLimits {
  limitsCents: ByHousehold;
  source: string;
  firstDay: string;
  lastDay: string | null;
  verified: boolean;
}

export interface FeeOfMonth {
  month: string;
  feeCents: number;
  explanation: Explanation;
}

export interface FeeRow {
  fromHours: number;
  basisPoints: number[];
  atMostCents: number | null;
}

export interface FeeTable {
  rows: FeeRow[];
  largerAsLast: boolean;
  source: string;
  firstDay: string;
  lastDay: string | null;
  verified: boolean;
}

export interface FeedbackLinkMade {
  visitId: string;
  token: string;
  path: string;
  lastDay: string;
}

export interface FeedbackSummary {
  visitId: string;
  clientId: string;
  clientName: string;
  providerName: string;
  workerName: string;
  service: Text;
  startedAt: string;
  endedAt: string;
  id: string;
  face: 'good' | 'fair' | 'bad';
  words: string;
  voice: VoiceSummary | null;
  reader: 'office' | 'organiser';
  isUrgent: boolean;
  givenBy: string | null;
  isOwn: boolean;
  givenAt: string;
  receivedAt: string;
  dueOn: string | null;
  answeredAt: string | null;
  answer: string | null;
  notedAt: string | null;
}

export interface Figure {
  what: string;
  amount: number;
  unit: 'basis_points' | 'cents' | 'cents_per_day' | 'cents_per_half_hour' | 'cents_per_hour' | 'cents_per_minute' | 'cents_per_month' | 'cents_per_quarter_hour' | 'cents_per_visit' | 'cents_per_week' | 'days' | 'hours' | 'minutes' | 'people' | 'permille' | 'units';
  over: number;
  band?: string;
}

export interface FileSending {
  takenAt: string;
  takenBy: string;
}

export interface FindClients {
  search?: string;
  order?: 'name' | 'lastDay';
  after?: string | null;
  atMost?: number;
}

export interface FlatFee {
  kind: 'flat';
  cents: number;
}

export interface GeneralTerms {
  part: 'general';
  recordingDeadlineHours: number | null;
  backDatingDays: number | null;
  tolerancePermille: number | null;
  toleranceOf: 'money' | 'time' | null;
  toleranceOver: 'period' | 'voucher' | null;
  cancellation: CancellationTerms | null;
  deviations: DeviationTerms | null;
  attachments: RequiredAttachment[] | null;
  deathDayPaid: boolean | null;
  contractNoticeDays: number | null;
  priceNoticeDays: number | null;
  lateAfterMinutes: number | null;
  settlementDay: number | null;
  asksPresence: boolean;
}

export interface GiveAccessibilityFeedback {
  id: string;
  organiser: string;
  words: string;
  contact?: string;
}

export interface GiveFeedback {
  id: string;
  visit: string;
  face: 'good' | 'fair' | 'bad';
  words?: string;
  voice?: VoiceNote | null;
  reader?: 'office' | 'organiser';
  isUrgent?: boolean;
  givenAt: string;
}

export interface GiveFeedbackByLink {
  token: string;
  id: string;
  face: 'good' | 'fair' | 'bad';
  words?: string;
  isUrgent?: boolean;
}

export interface GoingOn {
  visit: string;
  clientId: string;
  startedAt: string;
  workerName: string;
  service: Text;
}

export interface Grant {
  provider: string | null;
  quantity: number;
  quantityUnit: 'cent' | 'day' | 'minute' | 'month' | 'visit' | 'week';
  period: 'month' | 'total' | 'week';
  tasks: string[];
  means: Means | null;
}

export interface GrantCourse {
  id: string;
  firstDay: string;
  lastDay: string;
  endedOn: string | null;
  pauses: vouchers_detail_DaysPaused[];
  values: ValueFromDay[];
}

export interface Health {
  status: string;
}

export interface HoursDiffer {
  workerId: string;
  workerName: string;
  kind: 'day' | 'evening' | 'night' | 'saturday' | 'sunday' | 'holiday';
  takenMinutes: number;
  minutes: number;
}

export interface ImportGrants {
  format: 'csv' | 'json';
  content: string;
}

export interface ImportOutcome {
  rows: number;
  badRows: number;
  new: number;
  known: number;
  clients: number;
  newClients: number;
  unreadColumns: string[];
  problems: RowProblem[];
  moreProblems: number;
  dryRun: boolean;
}

export interface ImportRound {
  id: string;
  format: 'csv' | 'ics';
  content: string;
}

export interface IncomeFormula {
  kind: 'formula';
  fullCents: number;
  lowestCents: number;
  highestCents: number;
  limitsCents: ByHousehold;
  sharePermille: ByHousehold;
  hours: number;
  factorPermille: number;
  rounding: Rounding;
  withoutIncomeCents: number | null;
  income: IncomeTerms;
  source: string;
  firstDay: string;
  lastDay: string | null;
  verified: boolean;
}

export interface IncomeTerms {
  kind: 'gross' | 'net' | null;
  needsEvidence: boolean;
}

export interface InvitationSummary {
  id: string;
  clientId: string | null;
  clientName: string;
  scopes: Scope[];
  lastDay: string | null;
  waitsUntil: string;
  code: string | null;
  representativeName: string | null;
}

export interface InviteRepresentative {
  id: string;
  client: string;
  scopes: Scope[];
  lastDay: string | null;
}

export interface JudgingTerms {
  firstDay: string;
  lastDay: string | null;
  recordingDeadlineHours?: number | null;
  backDatingDays?: number | null;
  tolerancePermille?: number | null;
  toleranceOf?: 'time' | 'money' | null;
  toleranceOver?: 'period' | 'voucher' | null;
  minimumMinutes?: number | null;
  twoWorkersTask?: string | null;
  effects?: Effects;
}

export interface KeyDemands {
  residentKey: 'required';
  requireResidentKey: boolean;
  userVerification: 'required';
}

export interface KeyKind {
  type: 'public-key';
  alg: number;
}

export interface KeyOwner {
  id: string;
  name: string;
  displayName: string;
}

export type Kind =
  | 'arrived'
  | 'done'
  | 'missed'
  | 'late'
  | 'changed'
  | 'under_delivery'
  | 'feedback_answered'
  | 'complaint_answered'
  | 'disputed'
  | 'message'
  | 'asked'
  | 'credited';

export interface KindMinutes {
  kind: 'day' | 'evening' | 'night' | 'saturday' | 'sunday' | 'holiday';
  minutes: number;
}

export interface KnownCredential {
  type: 'public-key';
  id: string;
}

export interface KnownVoucher {
  id: string;
  number: string;
  kind: 'voucher' | 'order';
  clientName: string;
  serviceCode: number;
  organiserCode: number;
  provider: ProviderName | null;
  firstDay: string;
  lastDay: string;
  state: 'granted' | 'open' | 'closed';
  balance: PeriodBalance | null;
  endedOn: string | null;
  pauses: verdicts_terms_DaysPaused[];
  tasks: string[];
}

export interface LastNote {
  day: string;
  workerName: string;
  words: string;
}

export interface LatePage {
  lines: LateRecord[];
  rules: RuleSaid[];
  next: string | null;
}

export interface LateRecord {
  visitId: string;
  record: string;
  settlementId: string;
  settlementNumber: string;
  clientName: string;
  voucherNumber: string;
  service: Text;
  provider: ProviderName;
  workerName: string;
  settledDay: string;
  settledMinutes: number;
  settled: ReviewMoney;
  credited: ReviewMoney;
  startedAt: string;
  endedAt: string;
  minutes: number;
  isWithdrawn: boolean;
  reckoned: ReviewMoney;
  receivedAt: string;
  rules: string[];
  proposal: ProposedCredit | null;
}

export interface LateSummary {
  visits: number;
  organiserCents: number;
}

export interface LetStand {
  id: string;
  visit: string;
  record: string;
  reason: 'settled-is-right' | 'agreed-with-provider' | 'too-little-to-credit' | 'other';
  words?: string;
}

export interface LinkedVisit {
  service: Text;
  providerName: string;
  startedAt: string;
  endedAt: string;
  lastDay: string;
}

export interface LoggedOut {
  logout_token: string;
}

export interface LookAtEnrolment {
  code: string;
}

export interface LookAtFeedbackLink {
  token: string;
}

export interface MakeComplaint {
  id: string;
  kind: 'complaint' | 'reminder';
  client: string;
  provider: string | null;
  words: string;
  madeAt: string;
}

export interface MakeDecision {
  id: string;
  client: string;
  service: string;
  appliedOn: string | null;
  need: string;
  resolution: 'granted' | 'partly' | 'rejected';
  grounds: string;
  legalBasis: string[];
  language: 'fi' | 'sv';
  sentBy: 'in_person' | 'letter';
  sentOn: string;
  firstDay: string;
  lastDay: string | null;
  arranging: 'order' | 'own' | 'voucher' | null;
  grant: Grant | null;
  replaces: string | null;
}

export interface MakeFeedbackLink {
  id: string;
  visit: string;
}

export interface MakeOutgoingFile {
  id: string;
  run: string;
  format: 'finvoice' | 'ledger' | 'payments';
  settlement?: string | null;
}

export interface MakeProviderKey {
  name: string;
}

export interface MandateService {
  isJoined: boolean;
}

export interface MandateSummary {
  id: string;
  clientId: string;
  clientName: string;
  representativeName: string;
  scopes: Scope[];
  firstDay: string;
  lastDay: string | null;
  source: Source;
  reference: string;
  state: 'to-come' | 'holds' | 'over';
  endedAt: string | null;
  mayEnd: boolean;
}

export interface Mandates {
  mandates: MandateSummary[];
  invitations: InvitationSummary[];
}

export interface MatchPlan {
  visit: string | null;
}

export interface MayActFor {
  clients: string[];
}

export interface Means {
  household: number | null;
  incomeCents: number | null;
  kind: 'gross' | 'net';
  evidenced: boolean;
  savingsCents: number | null;
}

export interface MeansTest {
  incomeLimitsCents: ByHousehold | null;
  savingsLimitsCents: ByHousehold | null;
  income: IncomeTerms;
}

export interface MembershipSummary {
  id: string;
  role: Role;
  workplace: string | null;
  isThis: boolean;
}

export interface MessageSummary {
  id: string;
  words: string;
  writtenBy: string;
  isOwn: boolean;
  isFromOffice: boolean;
  receivedAt: string;
  isRead: boolean;
}

export interface Mutation {
  id: string;
  number: number;
  name: 'record_visit' | 'correct_visit' | 'withdraw_visit';
  doneAt: string;
  arguments: RecordVisit | CorrectVisit | WithdrawVisit;
}

export interface MyPasskeys {
  passkeys: PasskeySummary[];
  refusal: string | null;
}

export interface NewEnrolment {
  id: string;
  code: string;
  lastsSeconds: number;
}

export interface NewPasskey {
  clientData: string;
  attestation: string;
  name: string;
}

export interface NewProviderKey {
  id: string;
  token: string;
}

export interface NewcomerSummary {
  name: string;
  csrfToken: string;
  hasMandateService: boolean;
}

export interface Nothing {
}

export interface NothingMore {
}

export interface NothingToSay {
}

export interface OfferedPrice {
  kind: 'voucher' | 'order';
  band: string;
  priceCents: number;
}

export interface Offers {
  day: string;
  service: string;
  values: BandValue[];
  providers: ProviderOffer[];
}

export interface OfficePhone {
  phone: string;
}

export interface OrganiserName {
  id: string;
  code: number;
  name: Text;
}

export interface OutgoingFileSummary {
  id: string;
  number: number;
  format: 'finvoice' | 'ledger' | 'payments';
  name: string;
  settlements: number;
  cents: number;
  madeAt: string;
  madeBy: string;
  sha256: string;
  sendings: FileSending[];
}

export interface OutgoingMonth {
  run: string | null;
  files: OutgoingFileSummary[];
  ready: ReadyToSend[];
}

export interface OwnLiability {
  month: string;
  clients: ClientOwes[];
  ownLiabilityCents: number;
  waitingCents: number;
}

export interface OwnMutation {
  id: string;
  name: 'record_visit' | 'correct_visit' | 'withdraw_visit';
  worker: string;
  doneAt: string;
  arguments: RecordVisit | CorrectVisit | WithdrawVisit;
}

export interface OwnPartTable {
  kind: 'own_part';
  limitsCents: ByHousehold;
  hoursUpTo: number[];
  basisPoints: ByHousehold[];
  income: IncomeTerms;
  source: string;
  firstDay: string;
  lastDay: string | null;
  verified: boolean;
}

export interface PasskeyAsked {
  challenge: string;
  rpId: string;
  timeout: number;
  userVerification: 'required';
}

export interface PasskeyName {
  name: string;
}

export interface PasskeySummary {
  id: string;
  name: string;
  role: Role;
  workplace: string | null;
  madeAt: string;
  lastUsedAt: string | null;
  doubtedAt: string | null;
  device: string | null;
}

export interface PasskeyWanted {
  rp: RelyingParty;
  user: KeyOwner;
  challenge: string;
  pubKeyCredParams: KeyKind[];
  timeout: number;
  excludeCredentials: KnownCredential[];
  authenticatorSelection: KeyDemands;
  attestation: 'none';
}

export interface PauseGrant {
  id: string;
  firstDay: string;
  lastDay: string | null;
  causedBy: 'client' | 'organiser' | 'institution';
  words: string;
}

export interface PaymentRowProblem {
  line: number;
  settlement: string;
  problem: string;
  title: string;
  detail: string;
}

export interface PaymentSummary {
  settlement: string;
  number: string;
  provider: string;
  cents: number;
  paidOn: string;
}

export interface PaymentsOutcome {
  rows: number;
  badRows: number;
  new: number;
  known: number;
  cents: number;
  problems: PaymentRowProblem[];
  dryRun: boolean;
}

export interface PeriodBalance {
  unit: 'minute' | 'visit' | 'day' | 'week' | 'month' | 'cent';
  period: 'week' | 'month' | 'total';
  firstDay: string;
  lastDay: string;
  granted: number;
  used: number;
  reserved: number;
  left: number;
  free: number;
}

export interface PhoneCatalogue {
  keys: VerificationKey[];
  receiptKeys: VerificationKey[];
  sealingKey: SealingKey;
  organisers: OrganiserName[];
  services: ServiceWithTasks[];
  rules: RulesAtDoor[];
  provider: ProviderName;
}

export interface PhoneClock {
  offsetSeconds: number;
  ageSeconds: number;
}

export interface PhoneReport {
  app: string;
  storageKept: boolean | null;
  lostVisits: number;
}

export interface PhoneStanding {
  standing: 'in-use' | 'lost' | 'ended';
}

export interface PhoneSummary {
  id: string;
  worker: string;
  workerName: string;
  lastContactAt: string;
  notSent: number;
  app: string | null;
  storageKept: boolean | null;
  lostVisits: number;
  lostNoticedAt: string | null;
  leftOut: number;
  lostAt: string | null;
}

export interface PhotoProgress {
  id: string;
  received: number;
}

export interface PlanAnswer {
  act: string;
  visits: number;
  firstDay?: string | null;
  lastDay?: string | null;
  onHolidays?: number;
  inPauses?: number;
  alreadyThere?: number;
  warnings?: PlanWarning[];
}

export interface PlanVisits {
  firstDay: string;
  startMinute: number;
  minutes: number;
  rule?: string | null;
  holidays?: 'kept' | 'skipped' | 'moved';
  id: string;
  voucher: string;
  alsoVoucher?: string | null;
  workers: string[];
}

export interface PlanWarning {
  kind: 'outside-voucher' | 'beyond-grant' | 'worker-elsewhere' | 'worker-not-employed';
  count: number;
  firstDay: string;
}

export interface PlannedAtDoor {
  id: string;
  voucherNumber: string;
  clientName: string;
  serviceCode: number;
  startsAt: string;
  endsAt: string;
  withWorkers: string[];
  changedAt: string;
}

export interface PlannedSummary {
  id: string;
  voucherId: string;
  voucherNumber: string;
  clientId: string;
  clientName: string;
  service: Text;
  providerName: string;
  workerId: string | null;
  workerName: string | null;
  startsAt: string;
  endsAt: string;
  lateAt: string;
  missedAt: string;
  arrivedAt: string | null;
  isCancelled: boolean;
  visit: DoneVisit | null;
  standing: 'planned' | 'under-way' | 'done' | 'late' | 'missed' | 'cancelled';
  seriesId: string | null;
  together: string | null;
  onPhone: boolean | null;
}

export interface PostingTerms {
  businessId: string;
  language: 'fi' | 'sv';
  paymentDays: number;
  iban: string | null;
  payableAccount: string;
  voucherAccount: string;
  orderAccount: string;
  costCentre: string | null;
  services: ServiceAccount[];
}

export interface PresenceCode {
  secret: string | null;
  stepSeconds: number;
  digits: number;
  serverTime: string;
}

export interface PreviewLine {
  visitId: string;
  state: 'settled' | 'recorded' | 'to-review' | 'asked' | 'rejected' | 'unpaid' | 'withdrawn' | 'next-run';
  rules: string[];
  settlementNumber: string | null;
  voucherNumber: string;
  clientName: string;
  workerName: string;
  service: Text;
  kind: 'voucher' | 'order';
  day: string;
  minutes: number;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
  creditedCents: number;
}

export interface PreviewLines {
  lines: PreviewLine[];
  next: string | null;
}

export interface PriceTerms {
  unit: 'day' | 'half_hour' | 'hour' | 'minute' | 'month' | 'quarter_hour' | 'visit' | 'week';
  baseCents: number | null;
  timetable: Timetable | null;
  billing: BillingTerms;
}

export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  errors?: Record<string, string>[] | null;
  [extension: string]: unknown;
}

export interface ProposedCredit {
  reason: 'not-made' | 'wrong-times' | 'wrong-client' | 'made-twice' | 'wrong-price' | 'other';
  organiserCents: number;
  ownLiabilityCents: number;
  isAnew: boolean;
}

export interface ProviderAccountSummary {
  id: string;
  provider: string;
  providerName: string;
  iban: string;
  firstDay: string;
  enteredBy: string;
  enteredAt: string;
  confirmedAt: string | null;
}

export interface ProviderKeySummary {
  id: string;
  name: string;
  madeBy: string;
  madeAt: string;
  lastUsedAt: string | null;
  endedAt: string | null;
}

export interface ProviderLine {
  visitId: string;
  clientName: string;
  workerName: string;
  voucherNumber: string;
  service: Text;
  organiser: Text;
  startedAt: string;
  endedAt: string;
  minutes: number;
  state: VisitState;
  rules: string[];
  outcome: string | null;
  reason: string | null;
  question: string | null;
  todo: 'answer-question' | 'answer-dispute' | 'check-with-worker' | 'price-missing' | 'wait' | null;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
  creditedCents: number;
  creditReason: string | null;
  creditWords: string;
  changed: ChangedSince | null;
  settlementNumber: string | null;
  paidOn: string | null;
}

export interface ProviderLines {
  lines: ProviderLine[];
  rules: RuleSaid[];
}

export interface ProviderMonth {
  month: string;
  states: StateSums[];
  todos: Waits[];
  days: DaySums[];
}

export interface ProviderName {
  id: string;
  code: number;
  name: string;
}

export interface ProviderOffer {
  id: string;
  name: string;
  prices: OfferedPrice[];
}

export interface ProviderSummary {
  id: string;
  name: string;
  businessId: string;
  services: number;
  visits: number;
  minutes: number;
  clients: number;
  month: string;
}

export interface Provisions {
  serverTime: string;
  keys: VerificationKey[];
  organisers: OrganiserName[];
  services: ServiceWithTasks[];
  provider: ProviderName;
  visits: VisitSummary[];
}

export interface Push {
  device: string;
  sentAt: string;
  highestNumber: number;
  mutations: Mutation[];
  protocol?: 1 | 2;
  phone?: PhoneReport | null;
  writeTokenHash?: string | null;
}

export interface PushKeys {
  p256dh: string;
  auth: string;
}

export interface PushReply {
  serverTime: string;
  verdicts: Verdict[];
}

export interface QuantityLimits {
  week: number | null;
  month: number | null;
  total: number | null;
}

export interface RaiseValue {
  id: string;
  valueCents: number;
  firstDay: string;
  grounds: string;
  legalBasis: string[];
  language: 'fi' | 'sv';
  sentBy: 'in_person' | 'letter';
  sentOn: string;
}

export interface ReadMessages {
  client: string;
  provider: string;
  until: string;
}

export interface ReadyToSend {
  format: 'finvoice' | 'ledger' | 'payments';
  settlements: number;
  cents: number;
  withoutAccount: string[];
}

export interface Receipt {
  sha256: string;
  sequence: number;
  receivedAt: string;
}

export type ReceiptRow = [number: number, sequence: number, receivedAt: string | null];

export interface ReckoningTerms {
  day: string;
  feeTable: FeeTable | null;
  feeLimits: FeeLimits | null;
  liabilitySource: string;
}

export interface RecordDeath {
  diedOn: string;
}

export interface RecordVisit {
  voucherNumber: string;
  code: string | null;
  startedAt: string;
  endedAt: string;
  elapsedSeconds: number | null;
  tasks: RecordedTask[];
  note: string;
  clock?: PhoneClock | null;
  deviation?: ToldDeviation | null;
  presence?: ToldPresence | null;
}

export interface RecordedTask {
  slug: string;
  done: boolean;
  reason?: string | null;
}

export interface Refusal {
  id: string;
  verdict: 'refused' | 'held';
  problem: ProblemDetails;
}

export interface RefuseVoucher {
  id: string;
  words: string;
}

export interface RelyingParty {
  id: string;
  name: string;
}

export interface RequiredAttachment {
  slug: string;
  name: Text;
  monthsValid: number | null;
}

export interface ResumeGrant {
  id: string;
  lastDay: string;
}

export interface ReviewGrant {
  quantity: number;
  unit: 'minute' | 'visit' | 'day' | 'week' | 'month' | 'cent';
  period: 'week' | 'month' | 'total';
  firstDay: string;
  lastDay: string;
  used: number;
}

export interface ReviewLine {
  visitId: string;
  record: string;
  turns: number;
  stage: 'waiting' | 'asked' | 'answered' | 'accepted' | 'partly' | 'rejected';
  isSettled: boolean;
  rules: string[];
  inputs: Record<string, unknown>;
  money: ReviewMoney;
  clientId: string;
  clientName: string;
  voucherId: string;
  voucherNumber: string;
  kind: 'voucher' | 'order';
  service: Text;
  provider: ProviderName;
  workerName: string;
  startedAt: string;
  endedAt: string;
  minutes: number;
  receivedAt: string;
  plan: ReviewPlan | null;
  grant: ReviewGrant;
  latest: ReviewWord | null;
}

export interface ReviewMoney {
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
}

export interface ReviewPage {
  lines: ReviewLine[];
  rules: RuleSaid[];
  next: string | null;
}

export interface ReviewPlan {
  startsAt: string;
  endsAt: string;
  workerName: string | null;
}

export interface ReviewSummary {
  visits: number;
  organiserCents: number;
  asked: number;
  oldestDay: string | null;
  rules: WaitingOfRule[];
  providers: WaitingOfProvider[];
}

export interface ReviewWord {
  id: string;
  outcome: 'accepted' | 'partly' | 'rejected' | 'asked' | 'undone';
  reason: 'agreed-with-case-manager' | 'need-had-grown' | 'error-in-plan' | 'provider-explained' | 'only-what-is-granted' | 'only-time-shown' | 'only-one-worker' | 'not-shown-as-made' | 'beyond-grant' | 'not-covered' | 'recorded-twice' | 'recorded-late' | 'why-longer' | 'why-late' | 'why-two-workers' | 'which-times-are-right' | 'what-happened' | 'by-mistake' | 'new-information' | 'other';
  words: string;
  part: ReviewMoney | null;
  by: string | null;
  at: string;
  answer: string | null;
  answeredAt: string | null;
}

export type Role =
  | 'worker'
  | 'client'
  | 'relative'
  | 'provider'
  | 'granter'
  | 'organiser'
  | 'finance';

export interface RoundOutcome {
  rows: number;
  badRows: number;
  answer: PlanAnswer | null;
  problems: RoundRowProblem[];
  moreProblems: number;
}

export interface RoundRowProblem {
  row: number;
  column: string | null;
  problem: string;
  title: string;
  detail: string;
}

export interface Rounding {
  stepCents: 1 | 5 | 10;
  direction: 'half_up' | 'up';
}

export interface RowProblem {
  line: number;
  row: number;
  decisionNumber: string;
  column: string | null;
  problem: string;
  title: string;
  detail: string;
  about: Record<string, string | number | null>;
}

export interface RuleSaid {
  rule: string;
  isReason: boolean;
  title: Text;
  next: Text;
}

export interface Rulebook {
  organiser: OrganiserName;
  parts: RulebookPart[];
}

export interface RulebookPart {
  id: string;
  service: string | null;
  firstDay: string;
  lastDay: string | null;
  source: string;
  terms: GeneralTerms | ServiceTerms;
  enteredAt: string;
  enteredBy: string | null;
  canWithdraw: boolean;
}

export interface RulesAtDoor {
  organiserCode: number;
  serviceCode: number;
  terms: JudgingTerms[];
  asksPresence: boolean;
}

export interface RunSettlement {
  month?: string | null;
}

export interface SaidOfMonth {
  feedback: FeedbackSummary[];
  confirmations: Confirmation[];
  disputes: DisputeSummary[];
  disputedUntil: string;
}

export type Scope = 'see_visits' | 'give_feedback' | 'choose_provider' | 'see_money';

export interface SealedReceipt {
  id: string;
  sequence: number;
  sha256: string;
  receivedAt: string;
}

export interface SealingKey {
  kty: string;
  crv: string;
  x: string;
  y: string;
  kid: string;
}

export interface ServiceAccount {
  service: string;
  kind: 'order' | 'voucher';
  account: string;
  costCentre: string | null;
}

export interface ServiceChoice {
  id: string;
  code: number;
  slug: string;
  name: Text;
  unit: 'minute' | 'quarter_hour' | 'half_hour' | 'hour' | 'visit' | 'day' | 'week' | 'month';
  tasks: TaskName[];
  terms: ServiceTerms | null;
}

export interface ServiceOwed {
  service: Text;
  visits: number;
  minutes: number;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
}

export interface ServiceTerms {
  part: 'service';
  recordingDeadlineHours: number | null;
  backDatingDays: number | null;
  tolerancePermille: number | null;
  toleranceOf: 'money' | 'time' | null;
  toleranceOver: 'period' | 'voucher' | null;
  cancellation: CancellationTerms | null;
  deviations: DeviationTerms | null;
  attachments: RequiredAttachment[] | null;
  deathDayPaid: boolean | null;
  contractNoticeDays: number | null;
  priceNoticeDays: number | null;
  lateAfterMinutes: number | null;
  arranging: ('order' | 'own' | 'voucher')[];
  value: PriceTerms | null;
  incomeValue: IncomeFormula | ValueSteps | OwnPartTable | null;
  meansTest: MeansTest | null;
  priceCeilingCents: number | null;
  mostPerVisitMinutes: number | null;
  twoWorkersTask: string | null;
  limits: QuantityLimits | null;
  fee: FeeByHours | FlatFee | null;
  isFree: boolean;
  costCents: number | null;
  coveredQuantity: number | null;
}

export interface ServiceWithTasks {
  id: string;
  code: number;
  name: Text;
  unit: string;
  tasks: TaskName[];
}

export interface SessionSummary {
  id: string;
  role: Role;
  workplace: string | null;
  way: string;
  beganAt: string;
  lastSeenAt: string;
  endsAt: string;
  agent: string;
  device: string | null;
  isThis: boolean;
}

export interface SetOffSum {
  settlement: string;
  number: string;
  month: string;
  cents: number;
}

export interface SettledLine {
  place: number;
  visitId: string;
  creditId: string | null;
  isDecided: boolean;
  voucherNumber: string;
  clientName: string;
  service: Text;
  kind: 'voucher' | 'order';
  day: string;
  minutes: number;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
  creditedCents: number;
}

export interface SettledLines {
  lines: SettledLine[];
  next: number | null;
}

export interface SettlementDetail {
  lines: number;
  credits: number;
  priceCents: number;
  organiserCents: number;
  voucherCents: number;
  orderCents: number;
  ownLiabilityCents: number;
  id: string;
  number: string;
  month: string;
  organiser: OrganiserName;
  provider: ProviderName;
  vatGround: string;
  sha256: string;
  settledAt: string;
  dueCents: number;
  parts: SettlementPart[];
  setOffs: SetOffSum[];
}

export interface SettlementPage {
  settlements: SettlementSummary[];
  next: string | null;
}

export interface SettlementPart {
  serviceId: string;
  service: Text;
  kind: 'voucher' | 'order';
  lines: number;
  minutes: number;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
}

export interface SettlementPreview {
  lines: number;
  credits: number;
  priceCents: number;
  organiserCents: number;
  voucherCents: number;
  orderCents: number;
  ownLiabilityCents: number;
  month: string;
  number: string;
  organiser: OrganiserName;
  provider: ProviderName;
  vatGround: string;
  sha256: string;
  asOf: string;
  parts: SettlementPart[];
  waiting: WaitingVisits[];
}

export interface SettlementRunSummary {
  id: string;
  month: string;
  settledOn: string;
  startedAt: string;
  finishedAt: string | null;
  startedBy: string | null;
  providers: number;
  lines: number;
  organiserCents: number;
  ownLiabilityCents: number;
}

export interface SettlementRuns {
  runs: SettlementRunSummary[];
  nextMonth: string;
  isOver: boolean;
  nextOn: string | null;
}

export interface SettlementSummary {
  lines: number;
  credits: number;
  priceCents: number;
  organiserCents: number;
  voucherCents: number;
  orderCents: number;
  ownLiabilityCents: number;
  id: string;
  number: string;
  month: string;
  organiser: OrganiserName;
  provider: ProviderName;
  vatGround: string;
  sha256: string;
  settledAt: string;
  dueCents: number;
}

export interface ShortOfGrant {
  voucherId: string;
  clientId: string;
  clientName: string;
  service: Text;
  level: 'amber' | 'red';
  share: number;
  missedInARow: number;
  lastDay: string;
}

export interface ShowPasskey {
  clientData: string;
  credential: string;
  authenticatorData: string;
  signature: string;
  handle: string;
  device: string | null;
}

export interface Signature {
  key: string;
  value: string;
}

export interface SignedIn {
  person: SignedInPerson;
  role: Role;
  provider: ProviderName | null;
  organiser: OrganiserName | null;
  clients: ActedFor[];
  csrfToken: string;
  hasOtherMemberships: boolean;
  demo: boolean;
}

export interface SignedInPerson {
  id: string;
  name: string;
  language: string;
}

export interface SignedOut {
  leave: string | null;
}

export interface SignedReply {
  serverTime: string;
  receipts: ReceiptRow[];
  hashes: string;
  refusals: Refusal[];
  toReview: ToReview[];
  signature: Signature | null;
}

export type Source =
  | 'in-app'
  | 'suomi-fi'
  | 'paper'
  | 'guardianship'
  | 'continuing-power'
  | 'custody';

export interface StateSums {
  state: VisitState;
  visits: number;
  minutes: number;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
}

export interface StatesSince {
  cursor: string;
  visits: VisitStanding[];
  more: boolean;
}

export interface SubscribePhone {
  endpoint: string;
  keys: PushKeys;
  pushKey: string;
}

export interface Sums {
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
}

export interface TakeBackArrival {
  visit: string;
}

export interface TakeOutgoingFile {
  id: string;
}

export interface TakeUp {
  membership: string;
}

export interface TakenOut {
  at: string;
  ownLiabilityCents: number;
  isChanged: boolean;
}

export interface TaskName {
  slug: string;
  name: Text;
}

export interface TellArrival {
  visit: string;
  voucherNumber: string;
  startedAt: string;
}

export interface TellPayment {
  id: string;
  cents: number;
  paidOn: string;
}

export interface Text {
  fi: string;
  sv: string;
  en: string;
}

export interface ThreadSummary {
  clientId: string;
  clientName: string;
  providerId: string;
  providerName: string;
  phone: string | null;
  newestAt: string | null;
  waitsForOffice: boolean;
  unread: number;
}

export interface TimeBand {
  slug: string;
  days: ('eve' | 'holiday' | 'saturday' | 'sunday' | 'weekday')[];
  fromMinute: number;
  toMinute: number;
  cents: number | null;
  factorPermille: number | null;
}

export interface Timetable {
  bands: TimeBand[];
  eves: EveTerms;
}

export interface ToReview {
  id: string;
  reasons: string[];
}

export interface Told {
  kinds: Kind[];
  quietFrom: number;
  quietUntil: number;
  wakes: boolean;
  saysMore: boolean;
  letsKnow: boolean;
  phones: number;
  pushKey: string;
  mailAddress: string | null;
  isMailConfirmed: boolean;
  isMailPossible: boolean;
}

export interface ToldDeviation {
  code: string;
  bookedMinutes?: number | null;
}

export interface ToldPresence {
  read: string;
  readAt: string;
}

export interface UnsubscribePhone {
  endpoint: string;
}

export interface UnusualSummary {
  id: string;
  kind: 'no-care-relation' | 'many-clients' | 'own-relative';
  viewerName: string;
  role: Role;
  organisation: Text | null;
  clientName: string | null;
  day: string;
  entries: number;
  clients: number;
  lastAt: string;
  checkedAt: string | null;
  checkedBy: string | null;
  outcome: 'explained' | 'misuse' | null;
  words: string;
}

export interface ValueFromDay {
  fromDay: string;
  valueCents: number | null;
}

export interface ValueStep {
  valueCents: number;
  upToCents: ByHousehold | null;
}

export interface ValueSteps {
  kind: 'steps';
  steps: ValueStep[];
  withoutIncomeCents: number | null;
  income: IncomeTerms;
  source: string;
  firstDay: string;
  lastDay: string | null;
  verified: boolean;
}

export interface Verdict {
  id: string;
  verdict: 'accepted' | 'repeated' | 'refused' | 'held';
  problem: ProblemDetails | null;
  receipt: Receipt | null;
  toReview: string[];
}

export interface VerificationKey {
  id: string;
  publicKey: string;
}

export interface Viewing {
  entry: number;
  day: string;
  clientId: string;
  viewerName: string;
  isOwn: boolean;
  role: Role;
  organisation: Text | null;
  organiser: Text;
  act: string;
  about: 'voucher' | 'decision' | 'visit' | 'client';
  service: Text | null;
  purpose: string | null;
  times: number;
  firstAt: string;
  lastAt: string;
  explained: Explained | null;
}

export interface VisitPhoto {
  id: string;
  bytes: number;
}

export interface VisitStanding {
  id: string;
  record: string;
  state: 'recorded' | 'withdrawn';
  toReview: string[];
  worker: string;
  startedAt: string;
  endedAt: string;
  minutes: number;
  timeQuality: 'measured' | 'by_clock' | 'unchecked' | 'differs';
  deviation: string | null;
  bookedMinutes: number | null;
  receivedAt: string;
}

export type VisitState =
  | 'recorded'
  | 'to_be_checked'
  | 'accepted'
  | 'unpaid'
  | 'withdrawn'
  | 'settled'
  | 'paid'
  | 'credited';

export interface VisitSummary {
  id: string;
  voucherId: string;
  voucherNumber: string;
  clientName: string;
  service: Text;
  providerName: string;
  workerName: string;
  startedAt: string;
  endedAt: string;
  minutes: number;
  tasks: VisitTask[];
  note: string;
  state: 'recorded' | 'withdrawn' | 'settled' | 'paid';
  deviation: string | null;
  bookedMinutes: number | null;
  presence: 'confirmed' | 'tag-read' | 'not-confirmed' | 'not-asked';
  toReview: string[];
  receivedAt: string;
  record: string;
  attachments: VisitPhoto[];
}

export interface VisitTask {
  slug: string;
  name: Text;
  done: boolean;
  reason: string | null;
}

export interface VoiceNote {
  content: string;
  seconds: number;
}

export interface VoiceSummary {
  kind: 'audio/mp4' | 'audio/webm';
  seconds: number;
}

export interface VoucherAtDoor {
  id: string;
  number: string;
  kind: 'voucher' | 'order';
  clientName: string;
  serviceCode: number;
  organiserCode: number;
  provider: ProviderName | null;
  firstDay: string;
  lastDay: string;
  state: 'granted' | 'open' | 'closed';
  balance: PeriodBalance | null;
}

export interface VoucherDetail {
  id: string;
  number: string;
  kind: 'voucher' | 'order';
  clientName: string;
  serviceCode: number;
  organiserCode: number;
  provider: ProviderName | null;
  firstDay: string;
  lastDay: string;
  state: 'granted' | 'open' | 'closed';
  balance: PeriodBalance | null;
  clientId: string;
  service: Text;
  organiser: Text;
  tasks: VoucherTask[];
  decisionId: string;
  decisionNumber: string;
  valueCents: number | null;
  clientFeeCents: number | null;
  money: VoucherMoney | null;
  acts: VoucherHistoryEntry[];
  pauses: vouchers_detail_DaysPaused[];
}

export interface VoucherHistoryEntry {
  act: 'value_raised' | 'paused' | 'resumed' | 'ended' | 'undone' | 'refused';
  fromDay: string;
  toDay: string | null;
  valueCents: number | null;
  reason: string | null;
  words: string;
  at: string;
  by: string;
}

export interface VoucherMoney {
  paid: Sums;
  waiting: Sums;
  unpriced: number;
  providers: ProviderName[];
}

export interface VoucherSummary {
  id: string;
  number: string;
  kind: 'voucher' | 'order';
  clientName: string;
  serviceCode: number;
  organiserCode: number;
  provider: ProviderName | null;
  firstDay: string;
  lastDay: string;
  state: 'granted' | 'open' | 'closed';
  balance: PeriodBalance | null;
  clientId: string;
  service: Text;
  organiser: Text;
}

export interface VoucherTask {
  slug: string;
  name: Text;
}

export interface Waiting {
  messages: number;
  complaints: number;
  late: number;
}

export interface WaitingOfProvider {
  visits: number;
  organiserCents: number;
  providerId: string;
  providerName: string;
}

export interface WaitingOfRule {
  visits: number;
  organiserCents: number;
  rule: string;
  title: Text;
}

export interface WaitingVisits {
  why: 'recorded' | 'to-review' | 'asked' | 'rejected' | 'unpaid' | 'withdrawn' | 'next-run';
  rule: string | null;
  visits: number;
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
}

export interface Waits {
  todo: 'answer-question' | 'answer-dispute' | 'check-with-worker' | 'price-missing' | 'wait';
  visits: number;
  organiserCents: number;
}

export interface WayIn {
  name: string;
  title: Text;
}

export interface WaysIn {
  ways: WayIn[];
  demo: boolean;
}

export interface WhereToChoose {
  address: string;
}

export interface WithdrawVisit {
  visit: string;
  seen: string;
  reason: string;
}

export interface WorkerHours {
  workerId: string;
  workerName: string;
  days: number;
  minutes: number;
  kinds: KindMinutes[];
}

export interface WorkerOfProvider {
  id: string;
  name: string;
  firstDay: string;
  lastDay: string | null;
}

export interface WorkerRound {
  firstDay: string;
  lastDay: string;
  visits: PlannedAtDoor[];
  leftOut: number;
}

export interface WorkerVisit {
  startedAt: string;
  endedAt: string;
  minutes: number;
  service: Text;
  state: 'received' | 'settled' | 'paid';
}

export interface WorkingHours {
  month: string;
  workers: WorkerHours[];
  minutes: number;
  takenAt: string | null;
  changes: HoursDiffer[];
}

export interface WriteMessage {
  id: string;
  client: string;
  provider: string;
  words: string;
}

export interface WriteTo {
  address: string;
}

export interface verdicts_terms_DaysPaused {
  firstDay: string;
  lastDay: string | null;
}

export interface vouchers_detail_DaysPaused {
  firstDay: string;
  lastDay: string | null;
  causedBy: string | null;
}
