/** The shapes on the wire, printed from the server's contract by `make contract`; never edited by hand. */

export interface ActedFor {
  id: string;
  name: string;
  scopes: string[];
  firstDay: string;
  lastDay: string | null;
}

export interface BandPrice {
  kind: 'voucher' | 'order';
  band: string;
  priceCents: number;
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

export interface ByHousehold {
  sizes: number[];
  eachFurther: number | null;
}

export interface DemoPerson {
  id: string;
  name: string;
  role: Role;
  workplace: string;
}

export interface FeeLimits {
  limitsCents: ByHousehold;
  source: string;
  firstDay: string;
  lastDay: string | null;
  verified: boolean;
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

export interface Health {
  status: string;
}

export interface Mutation {
  id: string;
  number: number;
  name: 'record_visit';
  doneAt: string;
  arguments: RecordVisit;
}

export interface Offers {
  day: string;
  service: string;
  values: BandValue[];
  providers: ProviderOffer[];
}

export interface OrganiserName {
  id: string;
  code: number;
  name: Text;
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

export interface ProviderName {
  id: string;
  code: number;
  name: string;
}

export interface ProviderOffer {
  id: string;
  name: string;
  prices: BandPrice[];
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
  services: ServiceTerms[];
  provider: ProviderName;
  visits: VisitSummary[];
}

export interface Push {
  device: string;
  sentAt: string;
  highestNumber: number;
  mutations: Mutation[];
}

export interface PushReply {
  serverTime: string;
  verdicts: Verdict[];
}

export interface Receipt {
  sha256: string;
  sequence: number;
  receivedAt: string;
}

export interface ReckoningTerms {
  day: string;
  feeTable: FeeTable | null;
  feeLimits: FeeLimits | null;
  liabilitySource: string;
}

export interface RecordVisit {
  voucherNumber: string;
  code: string | null;
  startedAt: string;
  endedAt: string;
  elapsedSeconds: number | null;
  tasks: RecordedTask[];
  note: string;
}

export interface RecordedTask {
  slug: string;
  done: boolean;
  reason?: string | null;
}

export type Role =
  | 'worker'
  | 'client'
  | 'relative'
  | 'provider'
  | 'granter'
  | 'organiser'
  | 'finance';

export interface ServiceChoice {
  id: string;
  slug: string;
  name: Text;
  unit: string;
  feeByHours: boolean;
}

export interface ServiceTerms {
  id: string;
  code: number;
  name: Text;
  unit: string;
  tasks: TaskName[];
}

export interface SignedIn {
  person: SignedInPerson;
  role: Role;
  provider: ProviderName | null;
  organiser: OrganiserName | null;
  clients: ActedFor[];
  demo: boolean;
}

export interface SignedInPerson {
  id: string;
  name: string;
  language: string;
}

export interface TaskName {
  slug: string;
  name: Text;
}

export interface Text {
  fi: string;
  sv: string;
  en: string;
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
  state: 'recorded';
  toReview: string[];
  receivedAt: string;
}

export interface VisitTask {
  slug: string;
  name: Text;
  done: boolean;
  reason: string | null;
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
  month: string;
  grantedMinutes: number | null;
  usedMinutes: number | null;
  leftMinutes: number | null;
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
  month: string;
  grantedMinutes: number | null;
  usedMinutes: number | null;
  leftMinutes: number | null;
  clientId: string;
  service: Text;
  organiser: Text;
}
