/** The shapes on the wire, as the server's contract names them. Printed from the contract; do not edit by hand. */

export interface Text {
  fi: string;
  sv: string;
  en: string;
}

export type Role =
  | 'worker'
  | 'client'
  | 'relative'
  | 'provider'
  | 'granter'
  | 'organiser'
  | 'finance';

export interface SignedInPerson {
  id: string;
  name: string;
  language: string;
}

export interface ProviderName {
  id: string;
  code: number;
  name: string;
}

export interface OrganiserName {
  id: string;
  code: number;
  name: Text;
}

export interface ActedFor {
  id: string;
  name: string;
  scopes: string[];
  firstDay: string;
  lastDay: string | null;
}

export interface SignedIn {
  person: SignedInPerson;
  role: Role;
  provider: ProviderName | null;
  organiser: OrganiserName | null;
  clients: ActedFor[];
  demo: boolean;
}

export interface DemoPerson {
  id: string;
  name: string;
  role: Role;
  workplace: string;
}

export interface VerificationKey {
  /** First four bytes of the SHA-256 of the raw public key, 8 hex digits. */
  id: string;
  publicKey: string;
}

export interface TaskName {
  slug: string;
  name: Text;
}

export interface ServiceTerms {
  id: string;
  code: number;
  name: Text;
  unit: string;
  tasks: TaskName[];
}

export interface Provisions {
  serverTime: string;
  keys: VerificationKey[];
  organisers: OrganiserName[];
  services: ServiceTerms[];
  provider: ProviderName;
  visits: VisitSummary[];
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

export interface VoucherSummary extends VoucherAtDoor {
  clientId: string;
  service: Text;
  organiser: Text;
}

export interface VisitTask {
  slug: string;
  name: Text;
  done: boolean;
  reason: string | null;
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
  /** Slugs of the problems for which a person will look at the visit. */
  toReview: string[];
  receivedAt: string;
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

export interface RecordedTask {
  slug: string;
  done: boolean;
  reason: string | null;
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

export interface Mutation {
  id: string;
  /** Running number of the device, from 1. */
  number: number;
  name: 'record_visit';
  doneAt: string;
  arguments: RecordVisit;
}

export interface Push {
  device: string;
  sentAt: string;
  highestNumber: number;
  mutations: Mutation[];
}

export interface Receipt {
  sha256: string;
  sequence: number;
  receivedAt: string;
}

export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  errors?: { pointer: string; detail: string }[];
  [extension: string]: unknown;
}

export interface Verdict {
  id: string;
  verdict: 'accepted' | 'repeated' | 'refused' | 'held';
  problem: ProblemDetails | null;
  receipt: Receipt | null;
  toReview: string[];
}

export interface PushReply {
  serverTime: string;
  verdicts: Verdict[];
}
